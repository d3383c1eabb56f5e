import type { SizeScale } from './sizes.ts'

export type Cut =
  | 'dress'
  | 'top'
  | 'shirt'
  | 'knit'
  | 'trouser'
  | 'denim'
  | 'skirt'
  | 'coat'
  | 'swim'
  | 'scarf'
  | 'hat'
  | 'bag'
  | 'belt'
  | 'sock'
  | 'shoe'

/** One leaf of the category tree and how its goods sell. */
export type Category = {
  readonly code: string
  readonly path: readonly string[]
  readonly cut: Cut
  readonly sizes: SizeScale
  /** Share of a season's styles, and of the never-out-of-stock range. */
  readonly spring: number
  readonly autumn: number
  readonly basics: number
  /** Sales of a style beside the average style. */
  readonly pace: number
  /** Shelf price from and to, in euro. */
  readonly price: readonly [number, number]
  /** Per cent of change in demand for one per cent of price. */
  readonly elasticity: number
  readonly shopReturns: number
  readonly onlineReturns: number
  /** Day of the year on which demand peaks, and the logarithm of peak over mean. */
  readonly peakDay: number
  readonly swing: number
  /** Change in the logarithm of demand for weather one deviation warmer than usual. */
  readonly warmth: number
  /** How far the Christmas run-up lifts it beyond the chain. */
  readonly gift: number
}

type Numbers = readonly [
  spring: number,
  autumn: number,
  basics: number,
  pace: number,
  priceFrom: number,
  priceTo: number,
  elasticity: number,
  shopReturns: number,
  onlineReturns: number,
  peakDay: number,
  swing: number,
  warmth: number,
  gift: number,
]

function leaf(code: string, path: readonly string[], cut: Cut, sizes: SizeScale, n: Numbers): Category {
  return {
    code,
    path,
    cut,
    sizes,
    spring: n[0],
    autumn: n[1],
    basics: n[2],
    pace: n[3],
    price: [n[4], n[5]],
    elasticity: n[6],
    shopReturns: n[7],
    onlineReturns: n[8],
    peakDay: n[9],
    swing: n[10],
    warmth: n[11],
    gift: n[12],
  }
}

/** Leaves of the category tree. Columns: styles in spring, autumn, basics; pace; price from, to; elasticity; returns in shops, online; peak day, swing; warmth; gift. */
export const categories: readonly Category[] = [
  leaf('WDR', ['Women', 'Dresses'], 'dress', 'women', [9, 5, 0, 1.0, 49, 129, -2.2, 0.08, 0.38, 165, 0.45, 0.1, 0.1]),
  leaf('WTE', ['Women', 'Tops', 'T-Shirts'], 'top', 'alpha', [5, 2, 4, 1.5, 15, 35, -2.6, 0.04, 0.2, 180, 0.4, 0.08, 0]),
  leaf('WBL', ['Women', 'Tops', 'Blouses'], 'shirt', 'women', [5, 4, 1, 0.9, 39, 79, -2.1, 0.07, 0.32, 130, 0.15, 0.03, 0.1]),
  leaf('WKN', ['Women', 'Knitwear'], 'knit', 'alpha', [2, 8, 2, 1.0, 39, 109, -2.0, 0.06, 0.26, 335, 0.75, -0.12, 0.5]),
  leaf('WTR', ['Women', 'Trousers'], 'trouser', 'women', [4, 5, 2, 0.9, 45, 89, -1.9, 0.08, 0.36, 275, 0.12, 0, 0]),
  leaf('WJE', ['Women', 'Jeans'], 'denim', 'womenDenim', [2, 3, 3, 1.1, 55, 99, -1.8, 0.08, 0.36, 265, 0.18, -0.02, 0]),
  leaf('WSK', ['Women', 'Skirts'], 'skirt', 'women', [4, 2, 0, 0.8, 35, 69, -2.2, 0.07, 0.3, 160, 0.35, 0.08, 0]),
  leaf('WCO', ['Women', 'Outerwear', 'Coats'], 'coat', 'women', [0, 5, 0, 0.7, 119, 249, -1.7, 0.07, 0.32, 318, 1.35, -0.2, 0.1]),
  leaf('WJA', ['Women', 'Outerwear', 'Jackets'], 'coat', 'alpha', [3, 3, 0, 0.7, 79, 159, -1.8, 0.07, 0.32, 288, 0.45, -0.1, 0]),
  leaf('WSW', ['Women', 'Swimwear'], 'swim', 'alpha', [4, 0, 0, 0.9, 25, 59, -2.3, 0.05, 0.34, 172, 1.6, 0.22, 0]),
  leaf('MTE', ['Men', 'T-Shirts'], 'top', 'alpha', [4, 2, 4, 1.4, 15, 35, -2.7, 0.03, 0.14, 185, 0.38, 0.08, 0.1]),
  leaf('MSH', ['Men', 'Shirts'], 'shirt', 'alpha', [3, 3, 2, 0.8, 39, 79, -2.0, 0.05, 0.2, 150, 0.12, 0.02, 0.4]),
  leaf('MKN', ['Men', 'Knitwear'], 'knit', 'alpha', [1, 4, 1, 0.8, 45, 109, -1.9, 0.05, 0.18, 335, 0.75, -0.12, 0.7]),
  leaf('MTR', ['Men', 'Trousers'], 'trouser', 'menWaist', [2, 2, 2, 0.7, 49, 89, -1.8, 0.06, 0.24, 270, 0.1, 0, 0]),
  leaf('MJE', ['Men', 'Jeans'], 'denim', 'menWaist', [1, 2, 2, 0.8, 59, 99, -1.7, 0.06, 0.24, 268, 0.15, -0.02, 0]),
  leaf('MJA', ['Men', 'Outerwear'], 'coat', 'alpha', [1, 4, 0, 0.6, 89, 219, -1.7, 0.05, 0.22, 312, 1.0, -0.17, 0.1]),
  leaf('MSW', ['Men', 'Swimwear'], 'swim', 'alpha', [2, 0, 0, 0.7, 25, 45, -2.3, 0.03, 0.18, 178, 1.6, 0.22, 0]),
  leaf('KTE', ['Kids', 'T-Shirts'], 'top', 'kids', [3, 2, 2, 1.1, 9, 19, -3.0, 0.03, 0.12, 190, 0.25, 0.06, 0.1]),
  leaf('KJE', ['Kids', 'Jeans'], 'denim', 'kids', [1, 2, 1, 0.8, 22, 39, -2.7, 0.04, 0.16, 235, 0.3, -0.02, 0]),
  leaf('KOU', ['Kids', 'Outerwear'], 'coat', 'kids', [1, 3, 0, 0.7, 39, 89, -2.1, 0.04, 0.18, 295, 1.1, -0.18, 0.1]),
  leaf('SSN', ['Shoes', 'Sneakers'], 'shoe', 'womenShoes', [2, 2, 0, 0.8, 69, 119, -1.8, 0.06, 0.3, 110, 0.15, 0.03, 0.1]),
  leaf('SBO', ['Shoes', 'Boots'], 'shoe', 'womenShoes', [0, 3, 0, 0.7, 99, 179, -1.7, 0.06, 0.32, 310, 1.1, -0.14, 0]),
  leaf('SSA', ['Shoes', 'Sandals'], 'shoe', 'womenShoes', [3, 0, 0, 0.7, 39, 89, -2.0, 0.05, 0.3, 160, 1.3, 0.17, 0]),
  leaf('ASC', ['Accessories', 'Scarves'], 'scarf', 'one', [1, 3, 0, 1.3, 19, 59, -2.0, 0.03, 0.08, 338, 1.1, -0.15, 1]),
  leaf('AHA', ['Accessories', 'Hats'], 'hat', 'one', [2, 2, 0, 1.1, 15, 39, -2.1, 0.03, 0.09, 340, 0.4, -0.05, 0.8]),
  leaf('ABA', ['Accessories', 'Bags'], 'bag', 'one', [3, 3, 0, 1.2, 39, 139, -1.6, 0.04, 0.14, 330, 0.2, 0, 0.9]),
  leaf('ABE', ['Accessories', 'Belts'], 'belt', 'belt', [1, 1, 1, 0.9, 19, 45, -1.6, 0.03, 0.1, 280, 0.1, 0, 0.6]),
  leaf('ASO', ['Accessories', 'Socks'], 'sock', 'sock', [0, 0, 2, 1.6, 6, 15, -1.8, 0.01, 0.03, 340, 0.3, -0.05, 0.8]),
]
