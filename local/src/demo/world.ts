import { type AssortmentOptions, createStyles } from './assortment.ts'
import type { HolidayRule } from './countries.ts'
import { createRandom } from './prng.ts'
import type { RetailerProfile } from './profile.ts'
import { type Promotion, promotionsBetween } from './promotions.ts'
import { type Range, createRange } from './range.ts'
import { type Store, createStores } from './stores.ts'
import type { Style } from './styles.ts'
import { holidayMap } from './traffic.ts'
import { type Weather, createWeather } from './weather.ts'

/** Everything that is settled before the first day: who sells what where, and what the calendar and the sky will bring. */
export type World = {
  readonly profile: RetailerProfile
  readonly seed: number
  readonly firstDay: number
  readonly lastDay: number
  readonly stores: readonly Store[]
  readonly styles: readonly Style[]
  readonly range: Range
  /** Those of the span and of the 26 weeks after it. */
  readonly promotions: readonly Promotion[]
  /** By store. */
  readonly holidays: readonly ReadonlyMap<number, HolidayRule>[]
  readonly weather: Weather
}

export const plannedPromotionDays = 26 * 7

/** Builds the world of a profile: the same arguments, the same world. */
export function createWorld(profile: RetailerProfile, options: AssortmentOptions): World {
  const { seed, firstDay, lastDay } = options
  const days = lastDay - firstDay + 1
  const stores = createStores(profile, { random: createRandom(seed, 'stores'), firstDay, days })
  const styles = createStyles(profile, options)
  return {
    profile,
    seed,
    firstDay,
    lastDay,
    stores,
    styles,
    range: createRange({ profile, stores, styles, random: createRandom(seed, 'range') }),
    promotions: promotionsBetween(seed, firstDay, lastDay + plannedPromotionDays),
    holidays: stores.map((store) => holidayMap(store.country, firstDay, lastDay)),
    weather: createWeather(createRandom(seed, 'weather'), { regions: profile.regions.length, days }),
  }
}
