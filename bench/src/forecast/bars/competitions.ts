import type { Bar, MeasureBars } from '../bar.ts'
import { m3MonthlySet, m4WeeklySet } from '../data/competition-sets.ts'
import type { PanelSet } from '../data/panel-set.ts'
import { readPerSeries, readReference } from '../data/reference.ts'
import { forecastSet, quickly, scoreReference } from '../score-sets.ts'
import { scoreCases, type Scorecard } from '../scorecard.ts'
import { coverageBars } from './coverage.ts'

/** M3, monthly: 18 ahead, the scale of MASE a season apart. */
export const measureM3: MeasureBars = ({ isQuick }) => {
  const [set] = quickly([m3MonthlySet()], isQuick)
  if (set === undefined) return []
  const reference = readReference('m3_monthly')
  const stored = readPerSeries('m3_monthly')
  const ets = stored.get('ets') ?? new Map<string, number>()
  const forecastOf = forecastSet(set)
  const score = (cases: PanelSet['cases']): Scorecard => scoreCases(cases, forecastOf, 12)
  const alike = set.cases.filter(({ referenceId }) => ets.has(referenceId))
  const etsMase = alike.reduce((sum, { referenceId }) => sum + (ets.get(referenceId) ?? 0), 0) / alike.length
  const ours = score(set.cases)
  const theta = scoreReference([set], reference, 'thetaf', 12)
  const naive = scoreReference([set], reference, 'snaive', 12)
  const bars: Bar[] = [
    {
      name: `M3 monthly: MASE / R ets (${alike.length} series)`,
      measured: score(alike).mase / etsMase,
      must: { atMost: 1 },
      aim: { atMost: 0.955 },
      toR: score(alike).mase / etsMase,
      note: `R's MASE ${etsMase.toFixed(4)}`,
    },
    {
      name: 'M3 monthly: MASE / R thetaf (all)',
      measured: ours.mase / theta.mase,
      must: { atMost: 1 },
      aim: { atMost: 0.965 },
      toR: ours.mase / theta.mase,
      toNaive: ours.mase / naive.mase,
      note: `MASE ${ours.mase.toFixed(4)}`,
    },
  ]
  return [...bars, ...coverageBars({ set: 'M3 monthly', ours, reference: theta })]
}

/** Scores of Naive 2 in M4's weekly table, by which its OWA is taken. */
const naive2 = { smape: 9.161, mase: 2.777 }

/** M4, weekly: 13 ahead. */
export const measureM4: MeasureBars = ({ isQuick }) => {
  const [set] = quickly([m4WeeklySet()], isQuick)
  if (set === undefined) return []
  const reference = readReference('m4_weekly')
  const ours = scoreCases(set.cases, forecastSet(set))
  const ets = scoreReference([set], reference, 'ets_ns')
  const naive = scoreReference([set], reference, 'naive')
  const owa = (ours.smape / naive2.smape + ours.mase / naive2.mase) / 2
  return [
    {
      name: 'M4 weekly: MASE / R ets',
      measured: ours.mase / ets.mase,
      must: { atMost: 1 },
      aim: { atMost: 0.95 },
      toR: ours.mase / ets.mase,
      toNaive: ours.mase / naive.mase,
      note: `MASE ${ours.mase.toFixed(3)}, sMAPE ${ours.smape.toFixed(2)}, OWA ${owa.toFixed(3)}`,
    },
    ...coverageBars({ set: 'M4 weekly', ours, reference: ets }),
  ]
}
