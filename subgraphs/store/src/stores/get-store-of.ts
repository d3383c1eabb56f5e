import type { StoreContext } from '../context.ts'
import type { StoreRow } from './store-queries.ts'

/** The store of a row of stock or sales; stores of all rows of a request are one statement. */
export async function getStoreOf(
  { loaders }: Pick<StoreContext, 'loaders'>,
  { store_id }: { readonly store_id: string },
): Promise<StoreRow> {
  const store = await loaders.store.byId.load(store_id)
  if (store === null) throw new Error(`store ${store_id} has rows and is not there`)
  return store
}
