import { toMinor } from '@hemisphere/kit/money.ts'
import { isDay } from '@hemisphere/kit/scalars.ts'

/** A row that can't be stored; the message goes into the reject file. */
export class RowFault extends Error {}

/** A cell that must not be empty. */
export function required(value: string | undefined, field: string): string {
  if (value === undefined) throw new RowFault(`${field} is empty`)
  return value
}

/** A whole number; decimals such as `3.0` are whole, too. */
export function wholeNumber(value: string, field: string): number {
  if (!/^-?\d{1,9}(\.0+)?$/.test(value)) throw new RowFault(`${field} got "${value}", wanted a whole number`)
  return Number(value)
}

/** A day; the time of an instant is cut off. */
export function day(value: string, field: string): string {
  const text = value.slice(0, 10)
  if (!isDay(text)) throw new RowFault(`${field} got "${value}", wanted a day such as 2026-11-24`)
  return text
}

/** An exact amount in minor units. */
export function minorUnits(value: string, field: string, currencyCode: string): number {
  const minor = toMinor(value, currencyCode)
  if (minor === undefined) throw new RowFault(`${field} got "${value}", wanted an amount in ${currencyCode}`)
  return minor
}

/** A number such as a mean price, as exact as it comes. */
export function decimal(value: string, field: string): number {
  if (!/^-?\d{1,12}(\.\d{1,12})?$/.test(value)) throw new RowFault(`${field} got "${value}", wanted a number with a decimal point`)
  return Number(value)
}

/** Yes or no in the usual spellings. */
export function yesOrNo(value: string, field: string): boolean {
  const text = value.toLowerCase()
  if (['true', 't', 'yes', 'y', '1'].includes(text)) return true
  if (['false', 'f', 'no', 'n', '0'].includes(text)) return false
  throw new RowFault(`${field} got "${value}", wanted true or false`)
}

/** One of a closed set of names. */
export function oneOf<Name extends string>(value: string, field: string, names: readonly Name[]): Name {
  const found = names.find((name) => name === value.toUpperCase())
  if (found === undefined) throw new RowFault(`${field} got "${value}", wanted one of ${names.join(', ')}`)
  return found
}

/** Parts such as `fabric=linen;fit=slim`. */
export function pairs(value: string, field: string, separator: string): { readonly left: string; readonly right: string }[] {
  return value.split(';').map((part) => {
    const at = part.indexOf(separator)
    const left = part.slice(0, at).trim()
    const right = part.slice(at + 1).trim()
    if (at < 1 || right === '') throw new RowFault(`${field} got "${part}", wanted name${separator}value`)
    return { left, right }
  })
}
