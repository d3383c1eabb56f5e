import { encodeId } from '@hemisphere/kit/opaque-id.ts'
import { idTypes } from '@hemisphere/schema/id-types.ts'
import type { ColorwayResolvers, QueryResolvers } from '../generated/resolver-types.ts'
import { getById, lookUp } from '@hemisphere/kit/look-up.ts'

const type = idTypes.colorway

export const colorwayQueries: Required<Pick<QueryResolvers, 'colorway'>> = {
  colorway: (_, names, { loaders }) => lookUp({ type, ...loaders.colorway }, names),
}

export const colorwayResolvers: Required<ColorwayResolvers> = {
  __resolveReference: ({ id }, { loaders }) => getById({ type, byId: loaders.colorway.byId }, id),
  id: (row) => encodeId(type, row.id),
  externalId: (row) => row.external_id,
  style: (row, _, { loaders }) => loaders.style.byId.load(row.style_id),
  colorName: (row) => row.color_name,
  imageUrl: (row) => row.image_url,
  products: (row, _, { loaders }) => loaders.product.ofColorway.load(row.id),
}
