import { encodeId } from '@hemisphere/kit/opaque-id.ts'
import { idTypes } from '@hemisphere/schema/id-types.ts'
import type { CategoryResolvers, QueryResolvers } from '../generated/resolver-types.ts'
import { getById, lookUp } from '@hemisphere/kit/look-up.ts'
import { listCategories } from './list-categories.ts'

const type = idTypes.category

export const categoryQueries: Required<Pick<QueryResolvers, 'category' | 'categories'>> = {
  category: (_, names, { loaders }) => lookUp({ type, ...loaders.category }, names),
  categories: (_, { filter, first, after }, context) => listCategories(context, { filter: filter ?? {}, first, after }),
}

export const categoryResolvers: Required<CategoryResolvers> = {
  __resolveReference: ({ id }, { loaders }) => getById({ type, byId: loaders.category.byId }, id),
  id: (row) => encodeId(type, row.id),
  externalId: (row) => row.external_id,
  name: (row) => row.name,
  depth: (row) => row.depth,
  parent: (row, _, { loaders }) => (row.parent_id === null ? null : loaders.category.byId.load(row.parent_id)),
  ancestors: (row, _, { loaders }) => loaders.category.ancestors.load(row.id),
  productCount: async (row, _, { loaders }) => (await loaders.category.productCount.load(row.id))?.product_count ?? 0,
}
