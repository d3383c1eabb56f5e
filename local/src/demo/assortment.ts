import { at, range, sum } from './arrays.ts'
import { type Category, categories } from './categories.ts'
import { type Color, denimWashes, palette } from './palette.ts'
import { describeStyle } from './names.ts'
import { pricePoint, withoutTax } from './prices.ts'
import type { Random } from './prng.ts'
import { createRandom } from './prng.ts'
import type { RetailerProfile } from './profile.ts'
import type { AttributeValue } from '@hemisphere/catalog/database-schema.ts'
import { type Season, dropDay, dropsPerSeason, seasonsBetween } from './seasons.ts'
import type { Markdown, Style } from './styles.ts'

export type AssortmentOptions = {
  readonly seed: number
  readonly firstDay: number
  readonly lastDay: number
  /** 1 is the whole range. */
  readonly scale: number
}

type Slot = {
  readonly category: Category
  readonly season: Season | null
  readonly drop: number
  readonly launchDay: number
  /** One of each drop fails, as buyers know too well. */
  readonly flop: boolean
}

/** How long before its launch a style is in the catalog. */
const plannedAheadDays = 17 * 7
/** A style that customers like less than this is marked down early. */
const slowBelow = 1

/** All styles on sale in the span, those planned for the weeks after it, and those whose life overlaps its beginning. */
export function createStyles(profile: RetailerProfile, options: AssortmentOptions): Style[] {
  const { firstDay, lastDay, scale } = options
  const perDrop = Math.max(1, Math.round(profile.stylesPerDrop * scale))
  const basics = Math.max(3, Math.round(profile.basicStyles * scale))
  const slots: Slot[] = [...basicSlots(basics, options)]
  for (const season of seasonsBetween(firstDay - 210, lastDay + plannedAheadDays)) slots.push(...seasonSlots(season, perDrop))
  const taken = new Set<string>()
  const appeal = attributeAppeal(options.seed)
  return slots
    .filter((slot) => slot.launchDay <= lastDay + plannedAheadDays)
    .map((slot, index) => createStyle(slot, { index, profile, options, taken, appeal }))
    .filter((style) => style.endDay >= firstDay)
}

/** Deals categories by their weights, always to the one that is furthest behind its share. */
function dealCategories(count: number, weightOf: (category: Category, turn: number) => number): Category[] {
  const dealt = new Map<Category, number>()
  return range(count).map((turn) => {
    const weights = categories.map((category) => weightOf(category, turn))
    const total = sum(weights)
    let best = at(categories, 0)
    let furthest = -Infinity
    for (const [i, category] of categories.entries()) {
      const weight = at(weights, i)
      const behind = (weight / total) * (turn + 1) - (dealt.get(category) ?? 0)
      if (weight > 0 && behind > furthest) [best, furthest] = [category, behind]
    }
    dealt.set(best, (dealt.get(best) ?? 0) + 1)
    return best
  })
}

function basicSlots(count: number, { firstDay, lastDay }: AssortmentOptions): Slot[] {
  return dealCategories(count, (category) => category.basics).map((category, i) => {
    // Every eighth basic replaces nothing: it joins the range within the simulated time.
    const joins = i % 8 === 7 ? firstDay + Math.round((lastDay - firstDay) * 0.3) : firstDay - 200 - 90 * i
    return { category, season: null, drop: 0, launchDay: joins, flop: false }
  })
}

function seasonSlots(season: Season, perDrop: number): Slot[] {
  const dropOf = (turn: number): number => Math.floor(turn / perDrop)
  const dealt = dealCategories(perDrop * dropsPerSeason, (category, turn) =>
    suits(category, season, dropOf(turn)) ? weight(category, season) : 0,
  )
  return dealt.map((category, turn) => {
    const drop = dropOf(turn)
    // Even the smallest range has swimwear in its summer and a coat in its winter.
    const anchor = turn === 2 * perDrop ? (season.warm ? 'WSW' : 'WCO') : undefined
    return {
      category: categories.find(({ code }) => code === anchor) ?? category,
      season,
      drop,
      launchDay: dropDay(season, drop) + (turn % perDrop < perDrop / 2 ? 0 : 7),
      flop: perDrop > 1 && turn % perDrop === perDrop - 1,
    }
  })
}

function weight(category: Category, season: Season): number {
  return season.warm ? category.spring : category.autumn
}

/** What is for the height of summer comes after winter is over; heavy goods come before it begins. */
function suits(category: Category, season: Season, drop: number): boolean {
  if (season.warm) return category.swing < 1 || (drop >= 1 && drop <= 3)
  return category.swing < 1 || category.cut === 'scarf' || drop <= 2
}

type Making = {
  index: number
  profile: RetailerProfile
  options: AssortmentOptions
  taken: Set<string>
  appeal: (attribute: AttributeValue) => number
}

function createStyle(slot: Slot, { index, profile, options, taken, appeal }: Making): Style {
  const { category, season, launchDay } = slot
  const random = createRandom(options.seed, `style ${profile.skuPrefix} ${index}`)
  const warm = season?.warm ?? random.chance(0.5)
  const { name, attributes } = describeStyle(random, { category, warm, givenNames: profile.givenNames, taken })
  const [low, high] = category.price
  const place = random.uniform() * random.uniform() + (season ? 0.1 : 0)
  const fullPriceMinor = pricePoint(profile.currencyCode, 100 * profile.priceLevel * (low + (high - low) * Math.min(1, place)))
  const liked = (sum(attributes.map(appeal)) / attributes.length) * random.logNormal(0.4) * (slot.flop ? 0.55 : 1)
  const markdowns = season ? markdownStages(random, launchDay, { season, slow: slot.flop || liked < slowBelow }) : []
  return {
    externalId: `${profile.skuPrefix}${1001 + index}`,
    name,
    attributes,
    category,
    season,
    launchDay,
    markdowns,
    fullPriceMinor,
    drop: slot.drop,
    brand: random.pickWeighted(profile.brands, (brand) => brand.weight).name,
    endDay: season ? endOfLife(random, launchDay, markdowns) : Infinity,
    unitCostMinor: Math.round(withoutTax(fullPriceMinor, 150) * random.between(0.24, 0.36)),
    packSizeUnits: packSize(random, category, season),
    colors: pickColors(random, { category, season, depth: colorDepth(profile, options.scale) }),
    appeal: (season ? 1.6 : 1) * liked,
    peakWeek: random.between(1.5, 4),
    sharpness: random.between(0.2, 0.45),
    turn: random.chance(0.22)
      ? { day: turnDay(random, slot, options), gain: random.chance(0.5) ? random.between(0.5, 1.1) : -random.between(0.3, 0.5) }
      : null,
    slopeFrom: Math.max(launchDay, options.firstDay),
    slope: season ? random.normal() * 0.01 : random.normal() * 0.0022,
    rangeRank: season ? random.uniform() : 0,
    belief: random.logNormal(season ? 0.28 : 0.12),
  }
}

/** Small worlds have fewer colours too, so that their rows shrink with them. */
function colorDepth(profile: RetailerProfile, scale: number): number {
  if (scale < 0.1) return 1
  return scale < 0.3 ? Math.min(2, profile.colorDepth) : profile.colorDepth
}

function packSize(random: Random, category: Category, season: Season | null): number {
  if (category.price[0] >= 45) return 1
  return season ? random.pick([1, 2, 4]) : random.pick([6, 6, 12])
}

function turnDay(random: Random, slot: Slot, { firstDay, lastDay }: AssortmentOptions): number {
  return slot.season ? slot.launchDay + random.whole(21, 70) : random.whole(firstDay + 90, lastDay - 28)
}

/** Three price cuts: slow sellers are cut early, the others at the season's sale, though never before week 8 nor after week 20 on sale. */
function markdownStages(random: Random, launchDay: number, { season, slow }: { season: Season; slow: boolean }): Markdown[] {
  const wanted = slow ? launchDay + 7 * random.whole(8, 12) : season.saleDay + 7 * random.whole(-3, 1)
  const weeks = Math.min(20, Math.max(8, Math.round((wanted - launchDay) / 7)))
  const first = launchDay + 7 * weeks
  const second = first + 7 * random.whole(2, 3)
  return [
    { fromDay: first, percent: random.pick([20, 25]) },
    { fromDay: second, percent: random.pick([30, 40]) },
    { fromDay: second + 14, percent: 50 },
  ]
}

function endOfLife(random: Random, launchDay: number, markdowns: readonly Markdown[]): number {
  const lastCut = markdowns.at(-1)?.fromDay ?? launchDay
  return Math.min(lastCut + 7 * random.whole(1, 4), launchDay + 7 * 30) - 1
}

function pickColors(random: Random, { category, season, depth }: { category: Category; season: Season | null; depth: number }): Color[] {
  const offered = category.cut === 'denim' ? denimWashes : palette
  const weightOf = (color: Color): number => (season ? (season.warm ? color.spring : color.autumn) : color.basic)
  const picked: Color[] = []
  const count = season ? random.whole(1, depth) : depth
  while (picked.length < Math.min(count, offered.length - 1)) {
    picked.push(
      random.pickWeighted(
        offered.filter((color) => !picked.includes(color)),
        weightOf,
      ),
    )
  }
  return picked
}

/** What customers think of each attribute: the same value is worth the same on every style, which is what cold-start forecasts live on. */
function attributeAppeal(seed: number): (attribute: AttributeValue) => number {
  const known = new Map<string, number>()
  return ({ key, value }) => {
    const label = `attribute ${key} ${value}`
    const factor = known.get(label) ?? createRandom(seed, label).logNormal(0.5)
    known.set(label, factor)
    return factor
  }
}
