import { isDay } from '@hemisphere/kit/scalars.ts'
import { lifecycles } from '../database-schema.ts'
import type { CatalogRow } from './catalog-row.ts'
import { isGtin } from './gtin.ts'
import { quote, textFault } from '@hemisphere/kit/text-fault.ts'

/** Between the names of a path, within a category's external id. */
export const pathSeparator = ' > '

const maxMinor = 1_000_000_000_000
// Intl makes its list anew at every question: it is asked once.
const currencies: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'))

/** The first thing wrong with a row as such, or undefined. What it needs of other rows and of the database is checked later. */
export function findRowFault(row: CatalogRow): string | undefined {
  return textsFault(row) ?? pathFault(row.categoryPath) ?? daysFault(row) ?? numbersFault(row) ?? moneyFault(row) ?? attributesFault(row)
}

function textsFault(row: CatalogRow): string | undefined {
  const fault =
    textFault('productExternalId', row.productExternalId, 100) ??
    textFault('sku', row.sku, 100) ??
    textFault('styleExternalId', row.styleExternalId, 100) ??
    textFault('styleName', row.styleName, 200) ??
    textFault('colorwayExternalId', row.colorwayExternalId, 100) ??
    textFault('colorName', row.colorName, 100) ??
    textFault('size', row.size, 40) ??
    optionalFault('brand', row.brand, 100) ??
    optionalFault('seasonName', row.seasonName, 100) ??
    optionalFault('imageUrl', row.imageUrl, 2_000)
  if (fault !== undefined) return fault
  if (row.gtin !== null && !isGtin(row.gtin)) {
    return `gtin got ${quote(row.gtin)}, wanted 8, 12, 13 or 14 digits of which the last is the check digit`
  }
  if (row.imageUrl !== null && !isWebAddress(row.imageUrl)) return `imageUrl got ${quote(row.imageUrl)}, wanted an http or https address`
  if (!lifecycles.includes(row.lifecycle)) return `lifecycle got ${quote(row.lifecycle)}, wanted one of ${lifecycles.join(', ')}`
  return undefined
}

function optionalFault(field: string, value: string | null, maxLength: number): string | undefined {
  return value === null ? undefined : textFault(field, value, maxLength)
}

function isWebAddress(text: string): boolean {
  const url = URL.parse(text)
  return url !== null && (url.protocol === 'https:' || url.protocol === 'http:')
}

function pathFault(path: readonly string[]): string | undefined {
  if (path.length < 1 || path.length > 8) return `categoryPath got ${path.length} names, wanted 1 to 8`
  if (path.join(pathSeparator).length > 500) return `categoryPath got ${path.join(pathSeparator).length} characters, wanted at most 500`
  for (const name of path) {
    const fault = textFault('categoryPath', name, 100)
    if (fault !== undefined) return fault
    if (name.includes('>')) return `categoryPath got ${quote(name)}, wanted names without ">"`
  }
  return undefined
}

function daysFault(row: CatalogRow): string | undefined {
  for (const field of ['seasonStartsOn', 'seasonEndsOn', 'launchesOn'] as const) {
    const day = row[field]
    if (day !== null && !(isDay(day) && day >= '1900-01-01')) return `${field} got ${quote(day)}, wanted a day such as 2026-11-24`
  }
  const { seasonName, seasonStartsOn: start, seasonEndsOn: end } = row
  if ((start === null) !== (end === null)) return 'seasonStartsOn and seasonEndsOn got one day, wanted both or neither'
  if (start === null || end === null) return undefined
  if (seasonName === null) return 'seasonName got nothing beside its days, wanted the name of the season'
  return start > end ? `seasonEndsOn got ${end}, wanted a day from ${start} on` : undefined
}

function numbersFault(row: CatalogRow): string | undefined {
  return (
    numberFault('sizeRank', row.sizeRank, { min: 0, max: 1_000 }) ??
    numberFault('packSizeUnits', row.packSizeUnits, { min: 1, max: 1_000_000 }) ??
    numberFault('priceMinor', row.priceMinor, { min: 0, max: maxMinor }) ??
    numberFault('fullPriceMinor', row.fullPriceMinor, { min: 0, max: maxMinor }) ??
    numberFault('unitCostMinor', row.unitCostMinor, { min: 0, max: maxMinor })
  )
}

function numberFault(field: string, value: number | null, { min, max }: { min: number; max: number }): string | undefined {
  if (value === null || (Number.isInteger(value) && value >= min && value <= max)) return undefined
  return `${field} got ${value}, wanted a whole number from ${min} to ${max}`
}

function moneyFault({ currencyCode, priceMinor, fullPriceMinor, unitCostMinor }: CatalogRow): string | undefined {
  if (currencyCode === null) {
    const hasMoney = priceMinor !== null || fullPriceMinor !== null || unitCostMinor !== null
    return hasMoney ? 'currencyCode got nothing beside a sum of money, wanted a currency such as EUR' : undefined
  }
  if (!currencies.has(currencyCode)) return `currencyCode got ${quote(currencyCode)}, wanted a currency such as EUR`
  if (fullPriceMinor === null) return undefined
  if (priceMinor === null) return `fullPriceMinor got ${fullPriceMinor} without a priceMinor, wanted both`
  return fullPriceMinor < priceMinor ? `fullPriceMinor got ${fullPriceMinor}, wanted at least priceMinor, ${priceMinor}` : undefined
}

function attributesFault({ attributes }: CatalogRow): string | undefined {
  if (attributes.length > 50) return `attributes got ${attributes.length}, wanted at most 50`
  const keys = new Set<string>()
  for (const { key, value } of attributes) {
    const fault = textFault('attributes', key, 60) ?? textFault(`attributes.${key}`, value, 200)
    if (fault !== undefined) return fault
    if (keys.has(key)) return `attributes got ${quote(key)} twice, wanted each key once`
    keys.add(key)
  }
  return undefined
}
