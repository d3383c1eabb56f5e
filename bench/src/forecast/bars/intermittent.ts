import { quantileLevels } from '@hemisphere/forecasting/engine/accuracy/scores.ts'
import { syntetosBoylan } from '@hemisphere/forecasting/engine/intermittent/levels.ts'
import type { Bar, MeasureBars } from '../bar.ts'
import type { PanelSet } from '../data/panel-set.ts'
import { readReference, type Reference } from '../data/reference.ts'
import { carPartsSet, onlineRetailSet } from '../data/sets.ts'
import { countLaw } from '@hemisphere/forecasting/engine/inventory/count-law.ts'
import { quickly, scoreEngine, scoreReference } from '../score-sets.ts'
import { scoreCases, type ScoredForecast } from '../scorecard.ts'
import { coverageBars } from './coverage.ts'

const rivals = ['ses', 'sba', 'tsb', 'adida', 'ets_ns']

/** Negative binomial about Syntetos–Boylan's mean with the variance of the history. */
function negativeBinomialForecast(history: Float64Array, horizon: number): ScoredForecast {
  const level = syntetosBoylan(0.1)(history)
  const mean = history.reduce((sum, value) => sum + value, 0) / history.length
  const variance = history.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, history.length - 1)
  const flat = (value: number): Float64Array => new Float64Array(horizon).fill(value)
  return { mean: flat(level), quantiles: quantileLevels.map((quantile) => flat(countLaw(level, variance)(quantile))) }
}

interface SetBars {
  readonly set: PanelSet
  readonly reference: Reference
  readonly must: number
  readonly aim: number
  readonly isQuick: boolean
}

function barsOf({ set, reference, must, aim, isQuick }: SetBars): readonly Bar[] {
  const sets = quickly([set], isQuick)
  const ours = scoreEngine(sets)
  const best = Math.min(...rivals.map((method) => scoreReference(sets, reference, method).rmsse))
  const naive = scoreReference(sets, reference, 'naive')
  const ets = scoreReference(sets, reference, 'ets_ns')
  const counts = scoreCases(sets[0]?.cases ?? [], ({ series }) => negativeBinomialForecast(series.values, set.horizon))
  return [
    {
      name: `${set.name}, h ${set.horizon}: RMSSE / best of SES, SBA, TSB, ADIDA, ets`,
      measured: ours.rmsse / best,
      must: { atMost: must },
      aim: { atMost: aim },
      toR: ours.rmsse / ets.rmsse,
      toNaive: ours.rmsse / naive.rmsse,
      note: `RMSSE ${ours.rmsse.toFixed(3)}`,
    },
    {
      name: `${set.name}: scaled quantile loss / NegBin(SBA)`,
      measured: ours.quantileLoss / counts.quantileLoss,
      must: { atMost: 0.97 },
      aim: { atMost: 0.92 },
      toR: ours.quantileLoss / ets.quantileLoss,
      toNaive: ours.quantileLoss / naive.quantileLoss,
      note: `${ours.quantileLoss.toFixed(4)} against ${counts.quantileLoss.toFixed(4)}`,
    },
    ...coverageBars({ set: set.name, ours, reference: ets, isWhole: true }),
  ]
}

/** Series with many zeros. */
export const measureIntermittent: MeasureBars = ({ isQuick }) => {
  const carParts = readReference('carparts')
  const onlineRetail = readReference('online_retail_weekly')
  return [
    ...barsOf({ set: carPartsSet(carParts), reference: carParts, must: 0.98, aim: 0.965, isQuick }),
    ...barsOf({ set: onlineRetailSet(onlineRetail), reference: onlineRetail, must: 1, aim: 0.98, isQuick }),
  ]
}
