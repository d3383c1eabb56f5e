import { at } from '../vector.ts'

/** Draws of demand over one span of time, in rising order. */
export type DemandSample = Float64Array

/** Quantile of a sample at a level of 0 to 1: the smallest draw that at least that share of draws does not exceed (Hyndman & Fan 1996, type 1). */
export function sampleQuantile(sample: DemandSample, level: number): number {
  // The product of level and length may exceed a whole number by its rounding alone.
  const rank = Math.ceil(level * sample.length - 1e-9)
  return at(sample, Math.min(sample.length, Math.max(1, rank)) - 1)
}

export function sampleMean(sample: Float64Array): number {
  let sum = 0
  for (const draw of sample) sum += draw
  return sum / sample.length
}

/** E[min(D, units)]: units that are expected to be sold out of a stock of so many; concave in `units`. */
export function expectedSales(sample: Float64Array, units: number): number {
  let sum = 0
  for (const draw of sample) sum += Math.min(draw, units)
  return sum / sample.length
}

/** Element s is E[min(D, s)] for stocks of 0 to `mostUnits`, in one pass over a rising sample. */
export function salesCurve(sample: DemandSample, mostUnits: number): Float64Array {
  const curve = new Float64Array(mostUnits + 1)
  let below = 0
  let sum = 0
  for (let units = 0; units <= mostUnits; units++) {
    while (below < sample.length && at(sample, below) <= units) sum += at(sample, below++)
    curve[units] = (sum + (sample.length - below) * units) / sample.length
  }
  return curve
}
