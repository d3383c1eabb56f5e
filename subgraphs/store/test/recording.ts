import { randomUUID } from 'node:crypto'
import type { SalesLineInput, SalesRecordInput, SalesRecordPayload } from '../src/generated/resolver-types.ts'
import { dataOf, storeRow, type Answer, type StoreWorld } from './store-world.ts'

/** A good line of a receipt, of one unit sold on Monday, 2026-11-23, at 10:00 in Oslo. */
export function salesLine(given: Partial<SalesLineInput> = {}): SalesLineInput {
  return {
    receiptNumber: 'R1',
    lineNumber: 1,
    productExternalId: 'P1',
    storeExternalId: 'S1',
    soldAt: '2026-11-23T09:00:00Z',
    units: 1,
    netAmount: { amount: '80.00', currencyCode: 'NOK' },
    fullAmount: { amount: '100.00', currencyCode: 'NOK' },
    ...given,
  }
}

export interface RecordedCall extends Partial<SalesRecordInput> {
  /** The client that calls. */
  readonly sub?: string
}

const recordMutation = /* GraphQL */ `
  mutation ($input: SalesRecordInput!) {
    salesRecord(input: $input) {
      receipt {
        batchId
        acceptedLineCount
        duplicateLineCount
        refusedLineCount
      }
      userErrors {
        row
        code
        field
        message
        docsUrl
      }
    }
  }
`

/** The whole answer to a call of `salesRecord`, with a key of its own where none is given. */
export function askToRecord(world: StoreWorld, tenantId: string, { sub, ...given }: RecordedCall): Promise<Answer> {
  const input = { source: 'pos-3', lines: [salesLine()], idempotencyKey: randomUUID(), ...given }
  return world.ask(tenantId, recordMutation, { input }, sub)
}

/** The payload of a call of `salesRecord` that meets no error. */
export async function recordSales(world: StoreWorld, tenantId: string, call: RecordedCall): Promise<SalesRecordPayload> {
  return dataOf(await askToRecord(world, tenantId, call)).salesRecord
}

/** An amount in the currency of `storeRow`. */
export function nok(amount: string): SalesLineInput['netAmount'] {
  return { amount, currencyCode: 'NOK' }
}

/** Lines 1 to `count` of one receipt. */
export function numberedLines(count: number, given: Partial<SalesLineInput> = {}): SalesLineInput[] {
  return Array.from({ length: count }, (_, index) => salesLine({ lineNumber: index + 1, ...given }))
}

/** A tenant with the SKUs P1 and P2 (of the SKUs P2 and ABC), a store S1, one in Tokyo, and OLD, which closed. */
export async function addRecordingTenant(world: StoreWorld): Promise<string> {
  const tenant = randomUUID()
  await world.addProducts(tenant, [
    { externalId: 'P1', sku: 'P2' },
    { externalId: 'P2', sku: 'ABC' },
  ])
  await world.loadStores(tenant, [
    storeRow({ externalId: 'S1' }),
    storeRow({ externalId: 'TOKYO', timeZone: 'Asia/Tokyo', currencyCode: 'JPY' }),
    storeRow({ externalId: 'OLD', closedOn: '2026-06-30' }),
  ])
  return tenant
}

/** What is stored of a tenant's lines, days and weeks. */
export function readRecorded(world: StoreWorld, tenantId: string) {
  return {
    lines: () =>
      world.read(
        tenantId,
        'select receipt_number, line_number, units, net_minor from store.sales_line order by receipt_number, line_number',
      ),
    days: () =>
      world.read(
        tenantId,
        'select sold_on, sold_units, returned_units, net_minor, full_minor, out_of_stock from store.daily_sales order by 1, 2',
      ),
    weeks: () =>
      world.read(tenantId, 'select week_start, sold_units, returned_units, net_minor, full_minor from store.weekly_sales order by 1, 2'),
  }
}
