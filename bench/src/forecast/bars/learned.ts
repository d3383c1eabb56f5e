import { learnedMethod } from '@hemisphere/forecasting/engine/boosting/learned-method.ts'
import { panelMethods } from '@hemisphere/forecasting/engine/panel/forecast-panel.ts'
import type { MeasureBars } from '../bar.ts'
import { m3MonthlySet, m4WeeklySet } from '../data/competition-sets.ts'
import type { PanelSet } from '../data/panel-set.ts'
import { readReference } from '../data/reference.ts'
import { carPartsSet, jewellerySets, onlineRetailSet, orangeJuiceSets } from '../data/sets.ts'
import { quickly, scoreEngine } from '../score-sets.ts'

const others = panelMethods.filter((method) => method !== learnedMethod)

/** A quick look takes every fourth set: training takes as long for an eighth of the series. */
const quickEvery = 4

/** What the learned model may cost: the engine against itself without it, at every set and origin; sparse sets by RMSSE. */
export const measureLearned: MeasureBars = ({ isQuick, tell }) => {
  const sparse = [carPartsSet(readReference('carparts')), onlineRetailSet(readReference('online_retail_weekly'))]
  const regular = [m3MonthlySet(), m4WeeklySet(), ...jewellerySets(), ...orangeJuiceSets(readReference('oj_store_brand'))]
  const ratioOf = (set: PanelSet): number => {
    const sets = quickly([set], isQuick)
    const [routed, without] = [scoreEngine(sets), scoreEngine(sets, others)]
    const ratio = sparse.includes(set) ? routed.rmsse / without.rmsse : routed.mase / without.mase
    tell(`${set.name}: ${ratio.toFixed(4)}`)
    return ratio
  }
  const looked = [...regular, ...sparse].filter((_, index) => !isQuick || index % quickEvery === 0)
  const ratios = looked.map((set) => ({ name: set.name, ratio: ratioOf(set) }))
  const worst = ratios.reduce((most, one) => (one.ratio > most.ratio ? one : most))
  const mean = ratios.reduce((sum, { ratio }) => sum + ratio, 0) / ratios.length
  return [
    {
      name: 'routed engine / the same without the learned model, the worst set and origin',
      measured: worst.ratio,
      must: { atMost: 1.01 },
      aim: { atMost: 1 },
      note: `${worst.name}; mean ${mean.toFixed(4)}`,
    },
  ]
}
