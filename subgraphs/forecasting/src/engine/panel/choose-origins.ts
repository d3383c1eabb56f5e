import type { PanelOptions, PanelSeries } from './panel.ts'

const origins = 5
/** A series with fewer values is forecast without a look back. */
const leastValues = 4

export interface Origins {
  /** Periods before the end of each series, ascending. */
  readonly backs: readonly number[]
  /** Values that a series needs at an origin. */
  readonly least: number
}

/**
 * Rolling origins of a panel: five where the length of its series allows it, a horizon apart or as near as they must be for most series
 * to have a season before the earliest. Of an origin that is nearer to the end than the horizon, the steps up to the end are looked at.
 */
export function chooseOrigins(panel: readonly PanelSeries[], { season, horizon }: PanelOptions): Origins {
  const lengths = panel.map(({ values }) => values.length).toSorted((a, b) => a - b)
  const typical = lengths[Math.floor(lengths.length / 2)] ?? 0
  const least = leastFor(typical, { season, horizon })
  const first = Math.max(1, Math.min(horizon, typical - least))
  const apart = Math.max(1, Math.min(horizon, Math.floor((typical - least - first) / (origins - 1))))
  const backs = Array.from({ length: origins }, (_, index) => first + index * apart).filter((back) => back <= typical - leastValues)
  return { backs, least }
}

function leastFor(typical: number, { season, horizon }: PanelOptions): number {
  const hasTwo = typical >= 2 * season + horizon + origins
  const hasOne = typical >= season + Math.min(horizon, 4) + origins
  if (season > 1 && hasTwo) return 2 * season
  if (season > 1 && hasOne) return season + 1
  return Math.max(leastValues, Math.min(12, Math.floor(typical / 2)))
}
