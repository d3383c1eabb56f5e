type Ladder = { readonly step: number; readonly below: number }

// Shelf prices end as shoppers of the currency know them: 49.95 €, 49.90 Fr., 48.00 $, 49.99 C$.
const ladders: Readonly<Record<string, Ladder>> = {
  EUR: { step: 500, below: 5 },
  CHF: { step: 1000, below: 10 },
  USD: { step: 1000, below: 200 },
  CAD: { step: 500, below: 1 },
}

/** The nearest price point of the currency to an amount in minor units. */
export function pricePoint(currencyCode: string, minor: number): number {
  const ladder = ladders[currencyCode]
  if (!ladder) throw new RangeError(`got currency ${currencyCode}, wanted one of ${Object.keys(ladders).join(', ')}`)
  return Math.max(1, Math.round((minor + ladder.below) / ladder.step)) * ladder.step - ladder.below
}

/** A shelf price less a discount in per cent. */
export function discounted(minor: number, percent: number): number {
  return Math.round((minor * (100 - percent)) / 100)
}

/** A shelf price without the tax inside it. */
export function withoutTax(minor: number, taxPerMille: number): number {
  return Math.round((minor * 1000) / (1000 + taxPerMille))
}
