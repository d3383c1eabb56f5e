import { priceResponse } from '@hemisphere/forecasting/engine/pooled/price-response.ts'
import type { MeasureBars } from '../bar.ts'
import type { PanelSet } from '../data/panel-set.ts'
import { readReference } from '../data/reference.ts'
import { orangeJuiceSets } from '../data/sets.ts'
import { quickly, scoreEngine, scoreReference } from '../score-sets.ts'
import { coverageBars } from './coverage.ts'

/** Log-linear in the price alone, slopes drawn to that of all series: what a blend has to beat. */
const plainRidge = priceResponse({ name: 'price ridge', pool: 'ALL', shrinkage: 30, alpha: 0.05, hasLags: false, hasSeason: false })

function withPriceAlone(set: PanelSet): PanelSet {
  const cases = set.cases.map((one) => ({ ...one, series: { ...one.series, regressors: one.series.regressors.slice(0, 1) } }))
  return { ...set, cases }
}

/** Store × item weeks with known price and promotion. */
export const measureOrangeJuice: MeasureBars = ({ isQuick }) => {
  const reference = readReference('oj_store_brand')
  const sets = quickly(orangeJuiceSets(reference), isQuick)
  const last = sets.slice(0, 1)
  const ours = scoreEngine(last)
  const all = scoreEngine(sets)
  const theta = scoreReference(last, reference, 'theta_ns')
  const naive = scoreReference(last, reference, 'naive')
  const ridge = scoreEngine(sets.map(withPriceAlone), [plainRidge])
  return [
    {
      name: 'orange juice, last 8 weeks, known price and promotion: MASE / theta',
      measured: ours.mase / theta.mase,
      must: { atMost: 0.6 },
      aim: { atMost: 0.54 },
      toR: ours.mase / theta.mase,
      toNaive: ours.mase / naive.mase,
      note: `MASE ${ours.mase.toFixed(3)}`,
    },
    {
      name: 'orange juice, 4 origins × 8: blend / price ridge',
      measured: all.mase / ridge.mase,
      must: { atMost: 0.93 },
      aim: { atMost: 0.89 },
      note: `MASE ${all.mase.toFixed(3)} against ${ridge.mase.toFixed(3)}`,
    },
    ...coverageBars({ set: 'orange juice, 4 origins', ours: all, reference: theta }),
  ]
}
