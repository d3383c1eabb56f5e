import { forecastPanel, type PanelForecast } from '@hemisphere/forecasting/engine/panel/forecast-panel.ts'
import type { PanelMethod } from '@hemisphere/forecasting/engine/panel/panel.ts'
import { thinned, type PanelCase, type PanelSet } from './data/panel-set.ts'
import type { Reference, ReferenceForecast } from './data/reference.ts'
import { meanScorecard, scoreCases, type Scorecard, type ScoredForecast } from './scorecard.ts'

/** Scores of the engine over sets; all series teach, those that are marked are scored. */
export function scoreEngine(sets: readonly PanelSet[], methods?: readonly PanelMethod[]): Scorecard {
  return meanScorecard(sets.map((set) => scoreCases(set.cases, forecastSet(set, methods))))
}

/** The engine's forecasts of a set. */
export function forecastSet(
  { cases, season, horizon }: PanelSet,
  methods?: readonly PanelMethod[],
): (one: PanelCase) => PanelForecast | undefined {
  const panel = cases.map(({ series }) => series)
  const byId = new Map(forecastPanel(panel, { season, horizon }, methods).map((forecast) => [forecast.id, forecast]))
  return ({ series }) => byId.get(series.id)
}

/** Scores of a method of R on the same rows. */
export function scoreReference(sets: readonly PanelSet[], reference: Reference, method: string, scaleSeason = 1): Scorecard {
  const forecasts = reference.get(method)
  return meanScorecard(sets.map(({ cases }) => scoreCases(cases, ({ referenceId }) => toScored(forecasts?.get(referenceId)), scaleSeason)))
}

function toScored(forecast: ReferenceForecast | undefined): ScoredForecast | undefined {
  if (forecast === undefined) return undefined
  const { mean, low95, low80, high80, high95 } = forecast
  // R's median is its mean: these laws are symmetric.
  return { mean, quantiles: [low95, low80, mean, high80, high95] }
}

/** The sets with every eighth series, for a quick look. */
export function quickly(sets: readonly PanelSet[], isQuick: boolean): readonly PanelSet[] {
  return sets.map((set) => ({ ...set, cases: thinned(set.cases, isQuick) }))
}
