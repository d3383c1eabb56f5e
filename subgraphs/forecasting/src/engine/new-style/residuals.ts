import { at } from '../vector.ts'

/** Quantile of values, between neighbours along a straight line (the seventh rule of Hyndman & Fan 1996); 0 without any. */
export function residualQuantile(values: Float64Array, level: number): number {
  const sorted = values.toSorted()
  const place = level * (sorted.length - 1)
  const low = Math.max(0, Math.floor(place))
  const [from, to] = [at(sorted, low), at(sorted, Math.min(sorted.length - 1, low + 1))]
  return from + (to - from) * (place - low)
}

/** Median of residuals, and mean distance from it: the error that is left when a forecast is moved by the median. */
export function centredError(residuals: Float64Array): { readonly shift: number; readonly error: number } {
  const shift = residualQuantile(residuals, 0.5)
  return { shift, error: residuals.reduce((sum, residual) => sum + Math.abs(residual - shift), 0) / Math.max(1, residuals.length) }
}
