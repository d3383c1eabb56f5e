import { range } from './arrays.ts'
import { exp } from './exact-math.ts'
import type { Random } from './prng.ts'

/** A stationary first-order autoregression with mean 0 and deviation 1, one value a day. */
export function autoregression(random: Random, options: { days: number; persistence: number }): Float64Array {
  const values = new Float64Array(options.days)
  const fresh = Math.sqrt(1 - options.persistence * options.persistence)
  let value = random.normal()
  for (let i = 0; i < options.days; i++) {
    values[i] = value
    value = options.persistence * value + fresh * random.normal()
  }
  return values
}

export type Weather = {
  /** Deviations from the usual temperature of the day, by region and day. */
  readonly warmth: readonly Float64Array[]
  /** Factor on footfall: rain keeps people at home. */
  readonly footfall: readonly Float64Array[]
}

/** Weather of each region, day by day. */
export function createWeather(random: Random, options: { regions: number; days: number }): Weather {
  const series = (persistence: number): Float64Array[] =>
    range(options.regions).map(() => autoregression(random, { days: options.days, persistence }))
  const warmth = series(0.9)
  return { warmth, footfall: series(0.5).map((rain) => rain.map((wet) => exp(-0.07 * wet))) }
}
