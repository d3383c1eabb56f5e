/** What a method is asked for. */
export interface MethodOptions {
  /** Periods of a season; 1 = none. */
  readonly season: number
  /** Periods ahead. */
  readonly horizon: number
}

/** A method's look ahead; every vector has one entry a step. */
export interface MethodForecast {
  /** Expected value; not cut at zero. */
  readonly mean: Float64Array
  /** Standard deviation of the error, by the method's own model. */
  readonly deviation: Float64Array
  /** What the mean is made of: level + trend + season = mean. */
  readonly parts: MethodParts
}

export interface MethodParts {
  readonly level: Float64Array
  readonly trend: Float64Array
  readonly season: Float64Array
}

/** Fits one series without gaps, oldest value first, and looks ahead; any number of values from one. */
export type Method = (history: Float64Array, options: MethodOptions) => MethodForecast
