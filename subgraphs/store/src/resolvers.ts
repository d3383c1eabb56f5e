import { connectionResolvers } from '@hemisphere/kit/counted-page.ts'
import { scalars } from '@hemisphere/kit/scalars.ts'
import type { MutationResolvers, QueryResolvers } from './generated/resolver-types.ts'
import { inventoryLevelResolvers, inventoryQueries } from './inventory/inventory-resolvers.ts'
import { productResolvers } from './inventory/product-resolvers.ts'
import { receiptMutations } from './receipts/receipt-resolvers.ts'
import { salesQueries, weeklySalesResolvers } from './sales/sales-resolvers.ts'
import { storeGroupQueries, storeGroupResolvers } from './stores/store-group-resolvers.ts'
import { storeQueries, storeResolvers } from './stores/store-resolvers.ts'

const queries: Required<QueryResolvers> = {
  ...storeQueries,
  ...storeGroupQueries,
  ...inventoryQueries,
  ...salesQueries,
}

const mutations: Required<MutationResolvers> = { ...receiptMutations }

/** Resolvers of the whole subgraph. */
export const resolvers = {
  Query: queries,
  Mutation: mutations,
  Store: storeResolvers,
  StoreGroup: storeGroupResolvers,
  InventoryLevel: inventoryLevelResolvers,
  Product: productResolvers,
  WeeklySales: weeklySalesResolvers,
  StoreConnection: connectionResolvers,
  StoreGroupConnection: connectionResolvers,
  InventoryLevelConnection: connectionResolvers,
  WeeklySalesConnection: connectionResolvers,
  URL: scalars.URL,
  Date: scalars.Date,
  DateTime: scalars.DateTime,
  Decimal: scalars.Decimal,
  CurrencyCode: scalars.CurrencyCode,
  CountryCode: scalars.CountryCode,
}
