import type { PanelOptions, PathForecast } from '../panel/panel.ts'
import { takeOutSeason } from './recent-season.ts'

/** A look ahead by what one history tells; undefined where that is nothing. */
export type Look = (history: Float64Array, options: PanelOptions) => PathForecast | undefined

/** The same look at a history whose values are of the order of 1, so that no scale overflows; the forecast is in units again. */
export function onUnitScale(look: Look): Look {
  return (history, options) => {
    const scale = history.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
    // All zero is on any scale.
    const unit = scale > 0 ? scale : 1
    const path = look(
      history.map((value) => value / unit),
      options,
    )
    return path && { mean: path.mean.map((value) => value * unit), deviation: path.deviation.map((value) => value * unit) }
  }
}

/** The same look at a history without its season, which is put back after it. */
export function withoutSeason(look: Look): Look {
  return (history, { season, horizon }) => {
    const { values, restore } = takeOutSeason(history, season)
    const path = look(values, { season: 1, horizon })
    return path && restore(path)
  }
}
