import { hasManyZeros } from '../panel/demand-class.ts'
import type { PanelMethod, PanelView, PathForecast, SeriesView } from '../panel/panel.ts'
import { at } from '../vector.ts'
import { fitBoostedTrees, predict, type BoostedTrees } from './boosted-trees.ts'
import { describeStep, factsAt } from './describe-step.ts'

/** Fewer series teach a tree nothing that holds for others. */
const leastSeries = 100
const mostRows = 12_000
const leastHistory = 13
const offsetShare = 0.02
const boosting = { trees: 60, leaves: 16, rate: 0.12, leastRows: 40, ridge: 20, rowShare: 0.6 }

/**
 * Gradient-boosted trees over all series at once, direct for every step ahead, the step being a feature (as in M5: Makridakis et al. 2022).
 * Of panels with many zeros the mean is learnt, of others the logarithm.
 */
export const learnedMethod: PanelMethod = {
  name: 'learned',
  isChallenger: true,
  forecast(view) {
    if (view.series.length < leastSeries) return view.series.map(() => undefined)
    const scale = scaleFor(view)
    const model = learn(view, scale)
    if (model === undefined) return view.series.map(() => undefined)
    return view.series.map((one) => project(one, { view, model, scale }))
  },
}

interface Scale {
  readonly toTarget: (ratio: number) => number
  readonly toRatio: (target: number) => number
}

function scaleFor({ series }: PanelView): Scale {
  const sparse = series.filter(({ history }) => hasManyZeros(history)).length
  if (2 * sparse > series.length) return { toTarget: (ratio) => Math.min(ratio, 8), toRatio: (target) => target }
  return { toTarget: (ratio) => Math.log(Math.max(0, ratio) + offsetShare), toRatio: (target) => Math.exp(target) - offsetShare }
}

/** Rows of all origins that leave the whole horizon to be seen, thinned to a bounded number. */
function learn({ series, season, horizon }: PanelView, { toTarget }: Scale): BoostedTrees | undefined {
  const possible = series.reduce((sum, { history }) => sum + Math.max(0, history.length - leastHistory) * horizon, 0)
  const every = Math.max(1, Math.ceil(possible / mostRows))
  const rows: (readonly number[])[] = []
  const targets: number[] = []
  let turn = 0
  for (const view of series) {
    for (let count = leastHistory; count < view.history.length; count++) {
      const facts = factsAt(view, count)
      if (facts === undefined) continue
      for (let ahead = 1; ahead <= horizon && count + ahead <= view.history.length; ahead++) {
        if (++turn % every !== 0) continue
        rows.push(describeStep({ view, facts, count, ahead, season }))
        targets.push(toTarget(at(view.history, count + ahead - 1) / facts.level))
      }
    }
  }
  const [first] = rows
  if (first === undefined || rows.length < 10 * boosting.leastRows) return undefined
  const columns = first.map((_, feature) => Float64Array.from(rows, (row) => row[feature] ?? Number.NaN))
  return fitBoostedTrees(columns, Float64Array.from(targets), boosting)
}

interface Projecting {
  readonly view: PanelView
  readonly model: BoostedTrees
  readonly scale: Scale
}

function project(one: SeriesView, { view: { horizon, season }, model, scale: { toRatio } }: Projecting): PathForecast | undefined {
  const count = one.history.length
  const facts = factsAt(one, count)
  if (facts === undefined || count < leastHistory) return undefined
  const mean = new Float64Array(horizon).map((_, step) => {
    const row = describeStep({ view: one, facts, count, ahead: step + 1, season })
    return Math.max(0, facts.level * toRatio(predict(model, row)))
  })
  return { mean, deviation: mean.map((value) => Math.max(value, facts.level / 4) / 2) }
}
