import { toMoney } from '@hemisphere/kit/money.ts'
import type { QueryResolvers, WeeklySalesResolvers } from '../generated/resolver-types.ts'
import { getStoreOf } from '../stores/get-store-of.ts'
import { listWeeklySales } from './list-weekly-sales.ts'

export const salesQueries: Required<Pick<QueryResolvers, 'weeklySales'>> = {
  weeklySales: (_, { filter, first, after }, context) => listWeeklySales(context, { filter, first, after }),
}

export const weeklySalesResolvers: Required<WeeklySalesResolvers> = {
  weekStart: (row) => row.week_start,
  product: (row) => ({ productId: row.product_id }),
  store: (row, _, context) => getStoreOf(context, row),
  soldUnits: (row) => row.sold_units,
  returnedUnits: (row) => row.returned_units,
  netSales: async (row, _, context) => toMoney(row.net_minor, (await getStoreOf(context, row)).currency_code),
  stockOutDays: (row) => row.stock_out_days,
}
