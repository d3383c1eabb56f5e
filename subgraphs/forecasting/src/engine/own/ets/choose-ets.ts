import { fitEtsModels } from './fit-ets.ts'
import type { EtsFit } from './fit-ets.ts'
import type { EtsKind } from './ets-model.ts'

/** Longer seasons have more states than can be fitted; R's `ets` refuses them as well. */
export const longestSeason = 24

/** What R's `ets` tries: no multiplicative trend, and no multiplicative season with an additive error. The simplest comes first. */
const everyKind: readonly EtsKind[] = (['A', 'M'] as const).flatMap((error) =>
  (['N', 'A', 'Ad'] as const).flatMap((trend) =>
    (['N', 'A', 'M'] as const).filter((season) => error === 'M' || season !== 'M').map((season) => ({ error, trend, season })),
  ),
)

/**
 * The model of least AICc (Hyndman & Khandakar 2008) among `kinds`, as in R's `ets` when they are not told: multiplicative ones for positive values,
 * a season for two of them at least. The values are of the order of 1. The first that is possible, where the history is too short for any.
 */
export function chooseEts(values: Float64Array, season: number, kinds = everyKind): EtsFit {
  const isPositive = values.every((value) => value > 0)
  const isSeasonal = season > 1 && values.length >= 2 * season
  const possible = kinds.filter((kind) => (isPositive || kind.error === 'A') && (isSeasonal || kind.season === 'N'))
  const [first, ...others] = fitEtsModels(values, season, possible)
  if (first === undefined) throw new RangeError('no model is possible, wanted one that is additive')
  return others.reduce((best, fit) => (fit.aicc < best.aicc ? fit : best), first)
}
