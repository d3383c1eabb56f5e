import { encodeId } from '@hemisphere/kit/opaque-id.ts'
import { idTypes } from '@hemisphere/schema/id-types.ts'
import type { ForecastingContext } from '../context.ts'
import type { LocationResolvers, MerchandiseResolvers, ScopeResolvers, StoreResolvers } from '../generated/resolver-types.ts'
import { findForecast, type FoundForecast, type MissingForecast } from './find-forecast.ts'
import { merchandiseIdTypes, readMerchandise, readWeeks, type MerchandiseRef, type NamedLevel } from './read-scope.ts'
import { locationLevelOf, wholeId } from './scope.ts'

const typeNames = { PRODUCT: 'Product', STYLE: 'Style', CATEGORY: 'Category' } as const

/** Resolvers of an entity of the catalog: its id, and its forecast over all stores. */
export function merchandiseResolversOf(level: NamedLevel) {
  return {
    // Asynchronous, so that one bad reference does not cost the others of its list.
    __resolveReference: async ({ id }: { readonly id: string }): Promise<MerchandiseRef> => readMerchandise(level, id),
    id: ({ merchandiseId }: MerchandiseRef): string => encodeId(merchandiseIdTypes[level], merchandiseId),
    forecast: (
      { merchandiseLevel, merchandiseId }: MerchandiseRef,
      { weeks }: { readonly weeks: number },
      context: ForecastingContext,
    ): Promise<FoundForecast | MissingForecast> =>
      findForecast(context.loaders.forecast, { weeks: readWeeks(weeks), scope: { merchandiseLevel, merchandiseId, storeId: wholeId } }),
  }
}

export const scopeResolvers: Required<Omit<ScopeResolvers, '__isTypeOf'>> = {
  merchandiseLevel: ({ merchandiseLevel }) => merchandiseLevel,
  locationLevel: locationLevelOf,
  merchandise: ({ merchandiseLevel, merchandiseId }) => (merchandiseLevel === 'ASSORTMENT' ? null : { merchandiseLevel, merchandiseId }),
  location: (scope) => (locationLevelOf(scope) === 'CHAIN' ? null : scope),
}

export const merchandiseTypeResolvers: MerchandiseResolvers = {
  __resolveType: ({ merchandiseLevel }) => typeNames[merchandiseLevel],
}

export const locationTypeResolvers: LocationResolvers = {
  __resolveType: () => 'Store',
}

export const storeResolvers: Required<Pick<StoreResolvers, 'id'>> = {
  id: ({ storeId }) => encodeId(idTypes.store, storeId),
}
