import type { CatalogRow } from '@hemisphere/catalog/import/catalog-row.ts'
import { isCurrencyCode } from '@hemisphere/kit/money.ts'
import { day, minorUnits, oneOf, pairs, required, RowFault, wholeNumber } from './cell.ts'
import type { FieldReader } from './column-mapping.ts'

const lifecycles = ['PLANNED', 'NEW', 'ACTIVE', 'MARKDOWN', 'DISCONTINUED'] as const

/** One SKU; what the file leaves out is derived from what it has, as `fields.ts` says. */
export function parseCatalogRow(record: readonly string[], read: FieldReader): CatalogRow {
  const optional = (field: string): string | null => read(record, field) ?? null
  const dayOrNull = (field: string): string | null => {
    const value = read(record, field)
    return value === undefined ? null : day(value, field)
  }
  const sku = required(read(record, 'sku'), 'sku')
  const productExternalId = read(record, 'product') ?? sku
  const styleExternalId = read(record, 'style') ?? productExternalId
  const colorName = read(record, 'colorName') ?? 'One colour'
  const currencyCode = readCurrency(record, read)
  const price = (field: string): number | null => {
    const value = read(record, field)
    if (value === undefined) return null
    if (currencyCode === undefined) throw new RowFault(`${field} got "${value}" without a currency`)
    return minorUnits(value, field, currencyCode)
  }
  return {
    productExternalId,
    sku,
    gtin: optional('gtin'),
    styleExternalId,
    styleName: required(read(record, 'styleName'), 'styleName'),
    brand: optional('brand'),
    categoryPath: categoryPath(required(read(record, 'category'), 'category')),
    seasonName: optional('season'),
    seasonStartsOn: dayOrNull('seasonStartsOn'),
    seasonEndsOn: dayOrNull('seasonEndsOn'),
    launchesOn: dayOrNull('launchesOn'),
    colorwayExternalId: read(record, 'colorway') ?? `${styleExternalId}/${colorName}`,
    colorName,
    size: read(record, 'size') ?? 'One size',
    sizeRank: wholeNumber(read(record, 'sizeRank') ?? '0', 'sizeRank'),
    lifecycle: oneOf(read(record, 'lifecycle') ?? 'ACTIVE', 'lifecycle', lifecycles),
    currencyCode: currencyCode ?? null,
    priceMinor: price('price'),
    fullPriceMinor: price('fullPrice'),
    unitCostMinor: price('unitCost'),
    packSizeUnits: wholeNumber(read(record, 'packSize') ?? '1', 'packSize'),
    imageUrl: optional('imageUrl'),
    attributes: parseAttributes(read(record, 'attributes')),
  }
}

function readCurrency(record: readonly string[], read: FieldReader): string | undefined {
  const code = read(record, 'currency')?.toUpperCase()
  if (code !== undefined && !isCurrencyCode(code)) throw new RowFault(`currency got "${code}", wanted a code such as EUR`)
  return code
}

function categoryPath(text: string): string[] {
  const path = text.split('>').map((part) => part.trim())
  if (path.some((part) => part === '')) throw new RowFault(`category got "${text}", wanted a path such as Women > Dresses`)
  return path
}

function parseAttributes(text: string | undefined): { readonly key: string; readonly value: string }[] {
  if (text === undefined) return []
  return pairs(text, 'attributes', '=').map(({ left, right }) => ({ key: left, value: right }))
}
