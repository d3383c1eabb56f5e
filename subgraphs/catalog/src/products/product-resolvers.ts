import { toMoney, type Money } from '@hemisphere/kit/money.ts'
import { encodeId } from '@hemisphere/kit/opaque-id.ts'
import { idTypes } from '@hemisphere/schema/id-types.ts'
import type { ProductResolvers, QueryResolvers } from '../generated/resolver-types.ts'
import { getById, lookUp } from '@hemisphere/kit/look-up.ts'
import { listProducts } from './list-products.ts'
import type { ProductRow } from './product-queries.ts'

const type = idTypes.product

export const productQueries: Required<Pick<QueryResolvers, 'product' | 'products'>> = {
  product: (_, names, { loaders }) => lookUp({ type, ...loaders.product }, names),
  products: (_, { filter, sort, first, after }, context) => listProducts(context, { filter: filter ?? {}, sort, first, after }),
}

export const productResolvers: Required<ProductResolvers> = {
  __resolveReference: ({ id }, { loaders }) => getById({ type, byId: loaders.product.byId }, id),
  id: (row) => encodeId(type, row.id),
  externalId: (row) => row.external_id,
  sku: (row) => row.sku,
  gtin: (row) => row.gtin,
  title: (row) => row.title,
  colorway: (row, _, { loaders }) => loaders.colorway.byId.load(row.colorway_id),
  style: (row, _, { loaders }) => loaders.style.byId.load(row.style_id),
  category: (row, _, { loaders }) => loaders.category.byId.load(row.category_id),
  size: (row) => row.size,
  sizeRank: (row) => row.size_rank,
  imageUrl: (row) => row.image_url,
  lifecycle: (row) => row.lifecycle,
  price: (row) => money(row.price_minor, row),
  fullPrice: (row) => money(row.full_price_minor, row),
  unitCost: (row) => money(row.unit_cost_minor, row),
  packSizeUnits: (row) => row.pack_size_units,
}

function money(minor: number | null, { currency_code }: ProductRow): Money | null {
  return minor === null || currency_code === null ? null : toMoney(minor, currency_code)
}
