import { commonCorrelation, simulateCoverDemand } from './cover-demand.ts'
import { sampleQuantile } from './demand-sample.ts'
import type { TargetRule } from './target-rules.ts'

const DRAWS = 256
const DAYS_A_WEEK = 7

/** Quantile of demand simulated period by period, whose errors are as correlated as past spans say; the same outlook gives the same level. */
export const simulatedTarget: TargetRule = ({ mean, deviation, periods, pastErrors }) => {
  const weekVariance = deviation * deviation
  const squares = pastErrors.reduce((sum, error) => sum + error * error, 0)
  const coverVariance = pastErrors.length === 0 ? weekVariance * periods : squares / pastErrors.length
  const { cover } = simulateCoverDemand({
    forecast: { mean: Float64Array.of(mean / periods), variance: Float64Array.of(weekVariance) },
    correlation: commonCorrelation({ weekVariance, coverVariance, weeks: periods }),
    leadTimeDays: (periods - 1) * DAYS_A_WEEK,
    leadTimeDeviationDays: 0,
    reviewPeriodDays: DAYS_A_WEEK,
    draws: DRAWS,
    seed: 1,
  })
  return (level) => sampleQuantile(cover, level)
}
