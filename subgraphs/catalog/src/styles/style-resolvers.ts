import { encodeId } from '@hemisphere/kit/opaque-id.ts'
import { idTypes } from '@hemisphere/schema/id-types.ts'
import type { QueryResolvers, StyleResolvers } from '../generated/resolver-types.ts'
import { getById, lookUp } from '@hemisphere/kit/look-up.ts'

const type = idTypes.style

export const styleQueries: Required<Pick<QueryResolvers, 'style'>> = {
  style: (_, names, { loaders }) => lookUp({ type, ...loaders.style }, names),
}

export const styleResolvers: Required<StyleResolvers> = {
  __resolveReference: ({ id }, { loaders }) => getById({ type, byId: loaders.style.byId }, id),
  id: (row) => encodeId(type, row.id),
  externalId: (row) => row.external_id,
  name: (row) => row.name,
  brand: (row) => row.brand,
  category: (row, _, { loaders }) => loaders.category.byId.load(row.category_id),
  season: (row, _, { loaders }) => (row.season_id === null ? null : loaders.season.load(row.season_id)),
  lifecycle: (row) => row.lifecycle,
  launchesOn: (row) => row.launches_on,
  imageUrl: (row) => row.image_url,
  attributes: (row) => row.attributes,
  colorways: (row, _, { loaders }) => loaders.colorway.ofStyle.load(row.id),
}
