import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { chooseMethod } from './choose-method.ts'
import { fitEts } from './ets.ts'
import { forecastSeries } from './forecast-series.ts'
import type { FitMethod } from './method-fit.ts'
import { findSeason } from './season.ts'
import { fitSeasonalNaive } from './seasonal-naive.ts'
import { fitTheta } from './theta.ts'
import { at, sumOf } from './vector.ts'

const DATA = path.resolve(import.meta.dirname, '../../../../../shared/data')
const HORIZON_WEEKS = 13
const METHODS = { snaive: fitSeasonalNaive, ets: fitEts, theta: fitTheta }

interface Row {
  readonly units: number
  readonly split: string
}

interface Case {
  readonly history: Float64Array
  readonly actual: Float64Array
}

function readSeries(file: string): Row[][] {
  const [, ...lines] = gunzipSync(readFileSync(path.join(DATA, file)))
    .toString()
    .trim()
    .split('\n')
  const cells = lines.map((line) => line.split(','))
  return Object.values(Object.groupBy(cells, ([id = '']) => id)).map((rows = []) =>
    rows.map(([, , units, split = '']) => ({ units: Number(units), split })),
  )
}

/** Mean absolute scaled error: the scale is the history's mean absolute change from week to week (data/README.md). */
function maseOf({ history, actual }: Case, mean: Float64Array): number {
  const changes = history.subarray(1).map((units, week) => Math.abs(units - at(history, week)))
  const errors = actual.map((units, step) => Math.abs(units - at(mean, step)))
  return sumOf(errors) / errors.length / (sumOf(changes) / changes.length)
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value / values.length, 0)
}

function scoreMethods(cases: readonly Case[], seasonWeeks: number): { snaive: number; ets: number; theta: number; routed: number } {
  const scoreOf = (fit: FitMethod): number =>
    average(
      cases.map((each) => {
        const context = { seasonWeeks, horizon: HORIZON_WEEKS, season: findSeason(each.history, seasonWeeks) }
        return maseOf(each, fit(each.history, context).mean)
      }),
    )
  return {
    snaive: scoreOf(METHODS.snaive),
    ets: scoreOf(METHODS.ets),
    theta: scoreOf(METHODS.theta),
    routed: average(cases.map((each) => maseOf(each, chooseMethod(each.history, seasonWeeks, HORIZON_WEEKS).fit.mean))),
  }
}

describe.skipIf(!existsSync(path.join(DATA, 'jewelry_weekly.csv.gz')))('on weekly sales of 157 jewellery items, four origins', () => {
  const cases = (): Case[] =>
    readSeries('jewelry_weekly.csv.gz').flatMap((rows) => {
      const units = Float64Array.from(rows, (row) => row.units)
      return [72, 85, 98, 111].map((weeks) => ({
        history: units.subarray(0, weeks),
        actual: units.subarray(weeks, weeks + HORIZON_WEEKS),
      }))
    })

  test('the routed engine is near the best of its methods and far from the worst', () => {
    const { snaive, ets, theta, routed } = scoreMethods(cases(), 52)
    // 0.937 is the seasonal naive score of reference/r_jewelry_rolling_per_series.csv.gz: the protocol is the same.
    expect(snaive).toBeCloseTo(0.937, 2)
    expect(routed).toBeLessThan(Math.max(snaive, ets, theta))
    expect(routed).toBeLessThanOrEqual(1.05 * snaive)
  })

  test('eight weeks in ten, give or take one, lie between P10 and P90', () => {
    const options = { horizonWeeks: HORIZON_WEEKS, seasonWeeks: 52, wholeUnits: true }
    const covered = cases().map(({ history, actual }) => {
      const { p10, p90 } = forecastSeries({ demand: history }, options)
      return average(Array.from(actual, (units, step) => (units >= (p10[step] ?? 0) && units <= (p90[step] ?? 0) ? 1 : 0)))
    })
    expect(average(covered)).toBeGreaterThan(0.7)
    expect(average(covered)).toBeLessThan(0.9)
  })
})

describe.skipIf(!existsSync(path.join(DATA, 'm4_weekly.csv.gz')))('on the 359 weekly series of the M4 competition', () => {
  const cases = (): Case[] =>
    readSeries('m4_weekly.csv.gz').map((rows) => ({
      history: Float64Array.from(
        rows.filter(({ split }) => split === 'train'),
        (row) => row.units,
      ),
      actual: Float64Array.from(
        rows.filter(({ split }) => split === 'test'),
        (row) => row.units,
      ),
    }))

  test('naive, ETS and Theta are near their published scores', () => {
    const { snaive, ets, theta, routed } = scoreMethods(cases(), 1)
    // MASE of reference/m4_published_point.csv (naive, Theta) and of R's ets, which is the competition's ETS.
    expect(snaive).toBeCloseTo(2.777, 2)
    expect(Math.abs(theta / 2.637 - 1)).toBeLessThan(0.1)
    expect(Math.abs(ets / 2.527 - 1)).toBeLessThan(0.1)
    expect(routed).toBeLessThan(Math.max(snaive, ets, theta))
  })
})
