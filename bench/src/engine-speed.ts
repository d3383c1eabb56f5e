import { parseArgs } from 'node:util'
import { forecastSeries } from '@hemisphere/forecasting/engine/forecast-series.ts'

const WEEKS = 104
const HORIZON_WEEKS = 13
const SEASON_WEEKS = 52
const MOST_SERIES = 20_000
const WARM_UP = 200
/** Units a week, from demand in every tenth week to a best seller. */
const LEVELS = [0.1, 0.3, 1, 3, 10, 40]

/** Uniform numbers in [0, 1), the same for the same seed (Lehmer 1951 with the multiplier of Park & Miller 1993). */
function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
}

/** A Poisson count by inversion. */
function drawCount(mean: number, random: () => number): number {
  const target = random()
  let probability = Math.exp(-mean)
  let cumulative = probability
  let count = 0
  while (cumulative < target && count < 10 * mean + 20) {
    count++
    probability *= mean / count
    cumulative += probability
  }
  return count
}

function simulateDemand(level: number, random: () => number): Float64Array {
  const phase = random() * SEASON_WEEKS
  return new Float64Array(WEEKS).map((_, week) =>
    drawCount(level * (1 + 0.4 * Math.cos((2 * Math.PI * (week - phase)) / SEASON_WEEKS)), random),
  )
}

const { values } = parseArgs({ options: { series: { type: 'string', default: '3000' } } })
const wanted = Number(values.series)
if (!Number.isInteger(wanted) || wanted < 1 || wanted > MOST_SERIES) {
  throw new RangeError(`--series is ${values.series}, wanted a whole number from 1 to ${MOST_SERIES}`)
}
const random = createRandom(20_240_131)
const options = { horizonWeeks: HORIZON_WEEKS, seasonWeeks: SEASON_WEEKS, wholeUnits: true }
const perLevel = Math.ceil(wanted / LEVELS.length)
let [allSeries, allSeconds] = [0, 0]
for (const level of LEVELS) {
  const series = Array.from({ length: perLevel }, () => simulateDemand(level, random))
  for (const demand of series.slice(0, WARM_UP)) forecastSeries({ demand }, options)
  const chosen = new Map<string, number>()
  const started = performance.now()
  for (const demand of series) {
    const { method } = forecastSeries({ demand }, options)
    chosen.set(method, (chosen.get(method) ?? 0) + 1)
  }
  const seconds = (performance.now() - started) / 1000
  allSeries += series.length
  allSeconds += seconds
  const methods = [...chosen].map(([method, count]) => `${method} ${count}`).join(', ')
  console.log(`${String(level).padStart(5)} units a week: ${Math.round(series.length / seconds)} series/s (${methods})`)
}
console.log(`all: ${Math.round(allSeries / allSeconds)} series/s on one core, ${WEEKS} weeks, horizon ${HORIZON_WEEKS}`)
