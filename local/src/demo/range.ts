import { at, sum } from './arrays.ts'
import { exp } from './exact-math.ts'
import { internalGtin } from './gtin.ts'
import type { Color } from './palette.ts'
import type { Random } from './prng.ts'
import type { Cluster, RetailerProfile } from './profile.ts'
import { sizeCurve, sizesOf } from './sizes.ts'
import type { Store } from './stores.ts'
import type { Style } from './styles.ts'

export type Sku = {
  readonly index: number
  readonly style: Style
  readonly color: Color
  readonly size: string
  readonly sizeRank: number
  readonly productExternalId: string
  readonly colorwayExternalId: string
  readonly sku: string
  readonly gtin: string
}

/** SKUs of one style: a span of pairs each, and the color that they share by colourway. */
export type Colorway = { readonly color: Color; readonly firstPair: number; readonly endPair: number }

/**
 * Which SKU is carried by which store: columns with one row a pair, those of a style side by side.
 * `base` is the units a day that a pair sells of a style at its best on an average day.
 */
export type Range = {
  readonly skus: readonly Sku[]
  /** Colourways by style. */
  readonly colorways: readonly (readonly Colorway[])[]
  readonly pairCount: number
  readonly sku: Int32Array
  readonly store: Int32Array
  readonly style: Int32Array
  readonly base: Float64Array
  /** First day on sale there: the launch, or the store's opening. */
  readonly startDay: Int32Array
  /** First pair of each SKU, and one more entry for the end. */
  readonly pairsOfSku: Int32Array
}

type Taste = { readonly sizeShift: number; readonly groups: Readonly<Record<string, number>> }

const tastes: Readonly<Record<Cluster, Taste>> = {
  Flagship: { sizeShift: -0.25, groups: { Women: 1.1, Men: 1.05, Kids: 0.6, Accessories: 1.15, Shoes: 1.1 } },
  City: { sizeShift: -0.1, groups: { Women: 1.05, Men: 1, Kids: 0.8, Accessories: 1, Shoes: 1 } },
  Mall: { sizeShift: 0.35, groups: { Women: 0.9, Men: 0.95, Kids: 1.6, Accessories: 0.9, Shoes: 0.9 } },
  Online: { sizeShift: 0.2, groups: { Women: 1, Men: 1, Kids: 1.2, Accessories: 0.8, Shoes: 1.1 } },
  Distribution: { sizeShift: 0, groups: {} },
}

/** Units a day below which a shop leaves out a size: the ends of the curve in the smaller shops. */
const hardlySold = 0.012

type Pair = { sku: number; store: number; style: number; base: number; startDay: number }

/** Deals the assortment to the stores: the wide range of a great store holds the whole of a small one's. */
export function createRange(options: {
  profile: RetailerProfile
  stores: readonly Store[]
  styles: readonly Style[]
  random: Random
}): Range {
  const { stores, styles } = options
  const skus: Sku[] = []
  const pairs: Pair[] = []
  const skuStarts: number[] = []
  const colorways = styles.map((style, styleIndex) => {
    const colorShare = 1 / sum(style.colors.map((color) => color.appeal))
    return style.colors.map((color, place): Colorway => {
      const firstPair = pairs.length
      for (const sku of skusOf(style, color, { first: skus.length, profile: options.profile })) {
        skus.push(sku)
        skuStarts.push(pairs.length)
        for (const store of stores) {
          if (style.rangeRank + 0.12 * place > store.depth + (store.online ? 1 : 0)) continue
          const base = pairBase({ ...options, style, store, sizeRank: sku.sizeRank }) * color.appeal * colorShare
          if (base < hardlySold && !store.online) continue
          pairs.push({ sku: sku.index, store: store.index, style: styleIndex, base, startDay: Math.max(style.launchDay, store.openDay) })
        }
      }
      return { color, firstPair, endPair: pairs.length }
    })
  })
  return {
    skus,
    colorways,
    pairCount: pairs.length,
    sku: Int32Array.from(pairs, (pair) => pair.sku),
    store: Int32Array.from(pairs, (pair) => pair.store),
    style: Int32Array.from(pairs, (pair) => pair.style),
    base: Float64Array.from(pairs, (pair) => pair.base),
    startDay: Int32Array.from(pairs, (pair) => pair.startDay),
    pairsOfSku: Int32Array.from([...skuStarts, pairs.length]),
  }
}

function skusOf(style: Style, color: Color, { first, profile }: { first: number; profile: RetailerProfile }): Sku[] {
  const colorwayExternalId = `${style.externalId}-${color.code}`
  return sizesOf(style.category.sizes, profile.sizeSystem).map((size, sizeRank) => {
    const index = first + sizeRank
    const sku = `${colorwayExternalId}-${size === 'One size' ? 'OS' : size.replaceAll('–', '')}`
    return {
      index,
      style,
      color,
      size,
      sizeRank,
      colorwayExternalId,
      sku,
      productExternalId: sku,
      gtin: internalGtin(profile.gtinPrefix, 100001 + index),
    }
  })
}

function pairBase(options: { profile: RetailerProfile; style: Style; store: Store; sizeRank: number; random: Random }): number {
  const { profile, style, store, random } = options
  const { category } = style
  const taste = tastes[store.cluster]
  const climate = at(profile.regions, store.region).climate
  const size = at(sizeCurve(category.sizes, taste.sizeShift), options.sizeRank)
  const group = taste.groups[category.path[0] ?? ''] ?? 1
  return profile.pace * category.pace * style.appeal * size * store.size * group * exp(category.warmth * climate) * random.logNormal(0.2)
}
