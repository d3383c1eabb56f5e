/** What was measured of one of several alike, and how exactly. */
export interface Measured {
  readonly value: number
  readonly variance: number
}

export interface RandomEffects {
  readonly mean: number
  readonly meanVariance: number
  /** Variance of the true values around their mean. */
  readonly between: number
}

/** Mean of measured values and the variance between the true ones, by moments (DerSimonian & Laird 1986, "Meta-analysis in clinical trials"). */
export function randomEffects(measured: readonly Measured[]): RandomEffects {
  const fixed = weightedMean(measured, 0)
  const sumOfSquares = measured.reduce((sum, { variance }) => sum + 1 / variance ** 2, 0)
  const spread = measured.reduce((sum, { value, variance }) => sum + (value - fixed.mean) ** 2 / variance, 0)
  const scale = fixed.weight - sumOfSquares / fixed.weight
  const between = scale > 0 ? Math.max(0, (spread - (measured.length - 1)) / scale) : 0
  const { mean, weight } = weightedMean(measured, between)
  return { mean, meanVariance: 1 / weight, between }
}

function weightedMean(measured: readonly Measured[], between: number): { readonly mean: number; readonly weight: number } {
  let weight = 0
  let sum = 0
  for (const { value, variance } of measured) {
    weight += 1 / (variance + between)
    sum += value / (variance + between)
  }
  return { mean: sum / weight, weight }
}

/** What is believed of one after all were measured: its value drawn to the mean, the more so the less exactly it is known (Efron & Morris 1975). */
export function shrink({ value, variance }: Measured, { mean, between }: RandomEffects): Measured {
  const trust = between / (between + variance)
  return { value: mean + trust * (value - mean), variance: trust * variance }
}
