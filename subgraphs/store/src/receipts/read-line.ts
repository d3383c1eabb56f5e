import { currencyDigits, toMinor } from '@hemisphere/kit/money.ts'
import { quote } from '@hemisphere/kit/text-fault.ts'
import type { MoneyInput, SalesLineInput } from '../generated/resolver-types.ts'
import { maxDayMinor } from '../import/check-sales-row.ts'
import { numberFault } from '../import/number-fault.ts'
import type { LineFault } from './refusal.ts'
import type { SalesLine, TradingStore } from './sales-line.ts'

export interface LinePlace {
  readonly store: TradingStore
  readonly productId: string
}

/** A line in the store's own terms, or what is wrong with its money; minor units are exact, never rounded. */
export function readLine(line: SalesLineInput, { store, productId }: LinePlace): SalesLine | LineFault {
  const net = readMoney('netAmount', line.netAmount, line.units, store)
  if (typeof net !== 'number') return net
  const full = isMoney(line.fullAmount) ? readMoney('fullAmount', line.fullAmount, line.units, store) : null
  if (typeof full !== 'number' && full !== null) return full
  const soldAt = Date.parse(line.soldAt)
  return {
    receiptNumber: line.receiptNumber,
    lineNumber: line.lineNumber,
    storeId: store.id,
    productId,
    soldAt: new Date(soldAt).toISOString(),
    soldOn: store.dayOf(soldAt),
    units: line.units,
    netMinor: net,
    fullMinor: full,
    originalSoldAt: typeof line.originalSoldAt === 'string' ? new Date(line.originalSoldAt).toISOString() : null,
  }
}

function isMoney(value: MoneyInput | null | undefined): value is MoneyInput {
  return value !== null && value !== undefined
}

function readMoney(
  field: 'netAmount' | 'fullAmount',
  { amount, currencyCode }: MoneyInput,
  units: number,
  store: TradingStore,
): number | LineFault {
  if (currencyCode !== store.currencyCode) {
    const message = `${field} got ${quote(currencyCode)}, wanted ${quote(store.currencyCode)}, the currency of the store`
    return { code: 'WRONG_CURRENCY', path: [field, 'currencyCode'], message }
  }
  const minor = toMinor(amount, currencyCode)
  const digits = currencyDigits(currencyCode)
  if (minor === undefined)
    return invalid(field, `${field} got ${amount}, wanted at most ${digits} digits after the point for ${currencyCode}`)
  const sign = units < 0 ? 'wanted 0 or less, since the line is a return' : 'wanted 0 or more, since the line is a sale'
  if (minor * Math.sign(units) < 0) return invalid(field, `${field} got ${amount}, ${sign}`)
  const fault = numberFault(`${field}, in minor units,`, minor, { min: -maxDayMinor, max: maxDayMinor })
  return fault === undefined ? minor : invalid(field, fault)
}

function invalid(field: string, message: string): LineFault {
  return { code: 'INVALID', path: [field, 'amount'], message }
}
