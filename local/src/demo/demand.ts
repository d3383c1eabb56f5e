import { at, range as indexes } from './arrays.ts'
import { exp, power } from './exact-math.ts'
import { createRandom } from './prng.ts'
import { promotionOn } from './promotions.ts'
import { type Style, lifeCurve, markdownPercent, trendFactor } from './styles.ts'
import { categorySeason, storeTraffic, yearlyTraffic } from './traffic.ts'
import type { World } from './world.ts'

/** Price cut in per cent that a customer meets, and what it does to demand. */
export type Offer = { readonly percent: number; readonly effect: number }

/** Offer of a style on a day: markdown or promotion, whichever is deeper, with a constant elasticity of the category. */
export function offerOn(world: World, style: Style, options: { day: number; online: boolean }): Offer {
  const promotion = promotionOn(world.promotions, { category: style.category, ...options })
  const percent = Math.max(promotion.percent, markdownPercent(style, options.day))
  if (percent === 0) return { percent, effect: 1 }
  return { percent, effect: power(1 - percent / 100, style.category.elasticity) * (promotion.percent === percent ? promotion.lift : 1) }
}

/** What a buyer who knows the calendar and the markdown plan expects of a style on a day, beside its pairs' base. */
export function expectedFactor(style: Style, day: number): number {
  const curve = lifeCurve(style, day)
  if (curve === 0) return 0
  const cut = markdownPercent(style, day)
  const price = cut === 0 ? 1 : power(1 - cut / 100, style.category.elasticity)
  return curve * price * trendFactor(style, day) * categorySeason(style.category, day) * yearlyTraffic(day)
}

/** Demand of one day, factor by factor; a pair's mean is its base times these. */
export type DayDemand = {
  readonly prepareDay: (day: number) => void
  /** Factor of the style and the colour, the same in every store. */
  readonly ofStyle: (styleIndex: number, day: number) => number
  readonly ofColor: (drift: number, day: number) => number
  /** Fills `into` with the factor of each store for a style: traffic, weather, price. Returns the offers in shops and online. */
  readonly ofStores: (styleIndex: number, day: number, into: Float64Array) => { shop: Offer; online: Offer }
}

/** Demand model of a world, with its shocks: a style's fortune by week, a store's by day. */
export function createDemand(world: World): DayDemand {
  const { stores, styles, weather, firstDay } = world
  const random = createRandom(world.seed, 'shocks')
  const fortune = new Float64Array(styles.length)
  const traffic = new Float64Array(stores.length)
  const middle = (world.firstDay + world.lastDay) / 2
  return {
    prepareDay(day) {
      if ((day - firstDay) % 7 === 0) for (const i of indexes(styles.length)) fortune[i] = 0.75 * (fortune[i] ?? 0) + 0.13 * random.normal()
      for (const store of stores) {
        const footfall = store.online ? 1 : (weather.footfall[store.region]?.[day - firstDay] ?? 1)
        const calendar = storeTraffic(store, day, { holidays: at(world.holidays, store.index), paydays: world.profile.paydays })
        traffic[store.index] = calendar * footfall * random.logNormal(0.08)
      }
    },
    ofStyle(styleIndex, day) {
      const style = at(styles, styleIndex)
      return lifeCurve(style, day) * trendFactor(style, day) * categorySeason(style.category, day) * exp(fortune[styleIndex] ?? 0)
    },
    ofColor: (drift, day) => exp((drift * (day - middle)) / 365),
    ofStores(styleIndex, day, into) {
      const style = at(styles, styleIndex)
      const shop = offerOn(world, style, { day, online: false })
      const online = offerOn(world, style, { day, online: true })
      const warmth = weather.warmth.map((region) => exp(style.category.warmth * (region[day - firstDay] ?? 0)))
      for (const store of stores) {
        into[store.index] = (traffic[store.index] ?? 0) * at(warmth, store.region) * (store.online ? online : shop).effect
      }
      return { shop, online }
    },
  }
}
