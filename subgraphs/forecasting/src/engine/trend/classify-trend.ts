import { normalProbability } from '../inventory/normal-law.ts'
import type { Measured } from './random-effects.ts'

export type TrendDirection = 'RISING' | 'FALLING' | 'NEW' | 'STEADY'

export interface ClassifiedTrend {
  readonly direction: TrendDirection
  /** Probability that the direction is right, 0 to 1. */
  readonly confidence: number
}

/** Growth of a tenth more or less than the group's is neither rise nor fall. */
const steadyBand = Math.log(1.1)

/** The likeliest of rising, steady and falling, by what is believed of an item's logarithmic growth beyond its group's. */
export function classifyTrend({ value, variance }: Measured): ClassifiedTrend {
  const above = probabilityAbove(steadyBand, value, variance)
  const below = probabilityAbove(steadyBand, -value, variance)
  const chances = [
    { direction: 'STEADY', confidence: Math.max(0, 1 - above - below) },
    { direction: 'RISING', confidence: above },
    { direction: 'FALLING', confidence: below },
  ] as const
  return chances.reduce((likeliest, chance) => (chance.confidence > likeliest.confidence ? chance : likeliest))
}

function probabilityAbove(bound: number, mean: number, variance: number): number {
  if (variance === 0) return mean > bound ? 1 : 0
  return normalProbability((mean - bound) / Math.sqrt(variance))
}
