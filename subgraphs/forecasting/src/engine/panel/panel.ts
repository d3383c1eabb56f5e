/** One series of a panel, with what is known of it ahead. */
export interface PanelSeries {
  readonly id: string
  /** Oldest first; NaN where nothing is known. At least one number. */
  readonly values: Float64Array
  /** Position in the calendar of each value and of each step ahead: `values.length + horizon` rising numbers; 0 is the start of a season. */
  readonly positions: Int32Array
  /** What is known beforehand, such as price and promotion: one column a regressor, `values.length + horizon` long. */
  readonly regressors: readonly Float64Array[]
  /** Series of one group, such as a category, lend each other season and price response. */
  readonly group: string
}

export interface PanelOptions {
  /** Periods of a season; 1 = none. */
  readonly season: number
  readonly horizon: number
  /** Told now and then which share of the work is done, 0 to 1. */
  readonly onProgress?: (share: number) => void
}

/** A series as it was known `back` periods before its last value. */
export interface SeriesView {
  readonly series: PanelSeries
  /** The values known then, gaps filled. */
  readonly history: Float64Array
}

/** A panel as it was known at one origin. */
export interface PanelView extends PanelOptions {
  readonly series: readonly SeriesView[]
}

/** A look ahead by one method: one entry a step. */
export interface PathForecast {
  readonly mean: Float64Array
  /** Standard deviation of the error, by the method's own lights; intervals are calibrated against what came true. */
  readonly deviation: Float64Array
}

/** A method that sees all series at once. Undefined for a series of which it can't say anything. */
export interface PanelMethod {
  readonly name: string
  /** Has to earn all of its weight: it is no part of the equal weights to which chosen ones are drawn. */
  readonly isChallenger?: true
  /** Seasons of history from which it knows the season; of no use before, where there is one. Absent = it is never left out. */
  readonly knowsSeasonFrom?: number
  readonly forecast: (view: PanelView) => readonly (PathForecast | undefined)[]
}
