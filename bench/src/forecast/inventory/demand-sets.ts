import { readSeries } from '../data/long-series.ts'

/** Demand series of one set and how each is split. */
export interface DemandSet {
  readonly name: string
  readonly series: readonly Float64Array[]
  /** Last periods of a series, on which policies are judged. */
  readonly testPeriods: number
  /** First period of the training part in which policies are tried; what is before it is history. */
  readonly firstTrial: number
}

interface SetFile extends Omit<DemandSet, 'series'> {
  readonly file: string
  /** Shorter series have no room for the split. */
  readonly fewestPeriods: number
}

const setFiles: readonly SetFile[] = [
  { name: 'car parts', file: 'carparts_monthly.csv.gz', testPeriods: 15, firstTrial: 18, fewestPeriods: 51 },
  { name: 'online retail', file: 'online_retail_weekly.csv.gz', testPeriods: 16, firstTrial: 10, fewestPeriods: 36 },
  { name: 'orange juice', file: 'oj_store_brand_weekly.csv.gz', testPeriods: 26, firstTrial: 20, fewestPeriods: 70 },
  { name: 'jewellery', file: 'jewelry_weekly.csv.gz', testPeriods: 52, firstTrial: 26, fewestPeriods: 124 },
]

/** The sets of real demand; units returned count as none sold, and `isQuick` takes every sixteenth series. */
export function readDemandSets(isQuick: boolean): readonly DemandSet[] {
  return setFiles.map(({ file, fewestPeriods, ...set }) => ({
    ...set,
    series: readSeries(file)
      .filter(({ values }, index) => values.length >= fewestPeriods && (!isQuick || index % 16 === 0))
      .map(({ values }) => values.map((units) => Math.max(0, units))),
  }))
}
