import type { LocationLevel, MerchandiseLevel } from '../database-schema.ts'
import { locationLevelOf, type Scope } from '../forecasts/scope.ts'

/** Series of one level at one kind of place, which are read in one statement. */
export interface SeriesBatch {
  readonly merchandiseLevel: MerchandiseLevel
  readonly locationLevel: LocationLevel
  readonly series: readonly Scope[]
}

/** Cuts ordered series into batches of at most `seriesPerBatch`. */
export function cutBatches(series: readonly Scope[], seriesPerBatch: number): SeriesBatch[] {
  const groups = Map.groupBy(series, (scope) => `${scope.merchandiseLevel} ${locationLevelOf(scope)}`)
  return [...groups.values()].flatMap((group) => {
    const batches: SeriesBatch[] = []
    for (let start = 0; start < group.length; start += seriesPerBatch) {
      const cut = group.slice(start, start + seriesPerBatch)
      const [first] = cut
      if (first === undefined) break
      batches.push({ merchandiseLevel: first.merchandiseLevel, locationLevel: locationLevelOf(first), series: cut })
    }
    return batches
  })
}
