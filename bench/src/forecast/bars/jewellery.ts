import type { MeasureBars } from '../bar.ts'
import { readReference } from '../data/reference.ts'
import { jewellerySets } from '../data/sets.ts'
import { quickly, scoreEngine, scoreReference } from '../score-sets.ts'
import { coverageBars } from './coverage.ts'

/** Fashion: weekly jewellery, four rolling origins × 13, against the best of R's methods. */
export const measureJewellery: MeasureBars = ({ isQuick }) => {
  const sets = quickly(jewellerySets(), isQuick)
  const reference = readReference('jewelry_rolling')
  const ours = scoreEngine(sets)
  const best = Math.min(...['snaive', 'ets_ns', 'theta_ns'].map((method) => scoreReference(sets, reference, method).mase))
  const naive = scoreReference(sets, reference, 'snaive')
  const ets = scoreReference(sets, reference, 'ets_ns')
  return [
    {
      name: 'jewellery, 4 origins × 13: MASE / best of snaive, ets, theta',
      measured: ours.mase / best,
      must: { atMost: 0.9 },
      aim: { atMost: 0.83 },
      toR: ours.mase / ets.mase,
      toNaive: ours.mase / naive.mase,
      note: `MASE ${ours.mase.toFixed(3)}`,
    },
    ...coverageBars({
      set: 'jewellery',
      ours,
      reference: ets,
      bounds: [
        [0.75, 0.85],
        [0.91, 0.97],
      ],
    }),
  ]
}
