import type { ImportResult, RowSource } from '@hemisphere/kit/bulk-import.ts'
import { findSalesFault } from './check-sales-row.ts'
import { rejectSales } from './reject-sales.ts'
import { resolveProducts } from './resolve-products.ts'
import { runImport, type ImportPlan, type OnProgress, type StoreImportTarget } from './run-import.ts'
import type { SalesRow } from './sales-row.ts'
import { storeSales } from './store-sales.ts'
import { rejectExcess, sumDays } from './sum-days.ts'

const table = 'sales_import'

const plan: ImportPlan<SalesRow> = {
  staging: {
    table,
    columns: {
      sold_on: 'date not null',
      store_ref: 'text not null',
      product_ref: 'text not null',
      sold_units: 'int not null',
      returned_units: 'int not null',
      net_minor: 'bigint not null',
      full_minor: 'bigint',
      out_of_stock: 'boolean not null',
    },
    findFault: findSalesFault,
    toValues: (row) => [
      row.soldOn,
      row.storeExternalId,
      row.productExternalId,
      row.soldUnits,
      row.returnedUnits,
      row.netMinor,
      row.fullMinor,
      row.outOfStock,
    ],
  },
  tables: ['store.daily_sales', 'store.weekly_sales'],
  async load(db, scope) {
    await resolveProducts(db, table)
    const rejects = await rejectSales(db, scope.now)
    await sumDays(db)
    const excess = await rejectExcess(db)
    await storeSales(db, scope)
    return [...rejects, ...excess]
  },
}

/**
 * Stores sales by day and keeps their weekly roll-up, by the tenant's own ids, in one transaction: rows at fault are rejected with
 * a reason, the others are stored, a failure leaves nothing behind. Rows of the file with the same store, SKU and day are summed;
 * the sum replaces what is stored for that day, so repeating an import changes nothing. Days that the rows do not name stay.
 * Lines of receipts that were sold there until now count within the sum, whether they are recorded before or after.
 */
export function importSales(
  target: StoreImportTarget,
  rows: RowSource<SalesRow>,
  onProgress: OnProgress = () => undefined,
): Promise<ImportResult> {
  return runImport(target, rows, onProgress, plan)
}
