import { coverOutlooks } from '@hemisphere/forecasting/engine/inventory/cover-outlook.ts'
import { criticalRatio } from '@hemisphere/forecasting/engine/inventory/base-stock.ts'
import {
  addOutcomes,
  addToTrial,
  choosePolicy,
  type PolicyChoice,
  type SegmentTrial,
} from '@hemisphere/forecasting/engine/inventory/policy-choice.ts'
import { listPolicies, targetsBy, type StockPolicy } from '@hemisphere/forecasting/engine/inventory/policy.ts'
import {
  simulateLostSales,
  type ReviewCycle,
  type StockCosts,
  type StockOutcome,
} from '@hemisphere/forecasting/engine/inventory/stock-simulation.ts'
import { demandClassOf } from '@hemisphere/forecasting/engine/panel/demand-class.ts'
import type { DemandSet } from './demand-sets.ts'
import { rollingForecasters } from './rolling-forecasters.ts'

const policies = listPolicies(Object.keys(rollingForecasters))
const textbook = policies.findIndex(({ forecaster, rule, zFactor }) => forecaster === 'ses' && rule === 'normal' && zFactor === 1)
const FEWEST_SERIES = 5

/** What one set came to on its test part at one lost-sale cost: under the policies chosen and under the textbook's. */
export interface SetOutcome {
  readonly costs: StockCosts
  readonly chosen: StockOutcome
  readonly textbook: StockOutcome
  readonly choices: ReadonlyMap<string, PolicyChoice & { readonly policy: StockPolicy }>
}

/**
 * Chooses a policy for each demand class by simulation on the training parts alone, then simulates the test parts once with the chosen ones and once with the
 * textbook's z·σ·√(L + R): the same starting stock, the expected demand of the cover, and a warm-up of one cover before the first period that counts.
 */
export function simulateSet(
  { series, testPeriods, firstTrial }: DemandSet,
  cycle: ReviewCycle,
  lostSaleCosts: readonly number[],
): readonly SetOutcome[] {
  const costs = lostSaleCosts.map((lostSale) => ({ holding: 1, lostSale }))
  const classes = series.map((demand) => demandClassOf(demand.subarray(0, demand.length - testPeriods)))
  const trials = costs.map(() => new Map<string, SegmentTrial>())
  for (const [index, demand] of series.entries()) {
    const segment = classes[index] ?? ''
    const part = { demand: demand.subarray(0, demand.length - testPeriods), from: firstTrial, cycle }
    for (const [level, outcomes] of runPolicies(part, policies, costs).entries())
      trials[level]?.set(segment, addToTrial(trials[level].get(segment), outcomes))
  }
  const choices = costs.map((cost, level) => choicesOf(trials[level] ?? new Map<string, SegmentTrial>(), cost))
  const nothing: StockOutcome = { demandUnits: 0, lostUnits: 0, heldUnits: 0 }
  const totals = costs.map(() => ({ chosen: nothing, textbook: nothing }))
  for (const [index, demand] of series.entries()) {
    const chosen = choices.map((bySegment) => bySegment.get(classes[index] ?? '')?.policy)
    const wanted = policies.filter((policy, place) => place === textbook || chosen.includes(policy))
    for (const [level, outcomes] of runPolicies({ demand, from: demand.length - testPeriods, cycle }, wanted, costs).entries()) {
      const total = totals[level]
      if (total === undefined) continue
      total.chosen = addOutcomes(total.chosen, outcomes[wanted.findIndex((policy) => policy === chosen[level])])
      total.textbook = addOutcomes(total.textbook, outcomes[wanted.findIndex((policy) => policy === policies[textbook])])
    }
  }
  return costs.map((cost, level) => ({
    costs: cost,
    choices: choices[level] ?? new Map<string, never>(),
    chosen: nothing,
    textbook: nothing,
    ...totals[level],
  }))
}

function choicesOf(trials: ReadonlyMap<string, SegmentTrial>, costs: StockCosts): SetOutcome['choices'] {
  return new Map(
    [...trials].flatMap(([segment, trial]) => {
      const choice = choosePolicy(trial, { costs, defaultPolicy: textbook, fewestSeries: FEWEST_SERIES })
      const policy = policies[choice.chosen]
      return policy === undefined ? [] : [[segment, { ...choice, policy }] as const]
    }),
  )
}

interface SeriesPart {
  /** Demand up to the part's end. */
  readonly demand: Float64Array
  /** First period that counts; forecasters are fitted on what is before it. */
  readonly from: number
  readonly cycle: ReviewCycle
}

/** Outcomes by cost, then by policy. */
function runPolicies(
  { demand, from, cycle }: SeriesPart,
  wanted: readonly StockPolicy[],
  costs: readonly StockCosts[],
): readonly (readonly StockOutcome[])[] {
  const periods = cycle.leadTime + cycle.reviewPeriod
  const start = Math.max(3, from - periods)
  const run = { demand: demand.subarray(start), cycle, warmUp: from - start }
  const span = { demand, periods, from: start, to: demand.length }
  const outlooksOf = new Map(
    Object.entries(rollingForecasters)
      .filter(([forecaster]) => forecaster === 'ses' || wanted.some((policy) => policy.forecaster === forecaster))
      .map(([forecaster, roll]) => [forecaster, coverOutlooks({ ...span, forecast: roll(demand, { fitted: from, periods }) })]),
  )
  const startUnits = Math.round(outlooksOf.get('ses')?.[0]?.mean ?? 0)
  const targetsOf = new Map<string, ReturnType<typeof targetsBy>>()
  for (const { forecaster, rule } of wanted) {
    const key = `${forecaster} ${rule}`
    if (!targetsOf.has(key)) targetsOf.set(key, targetsBy(rule, outlooksOf.get(forecaster) ?? []))
  }
  return costs.map((cost) =>
    wanted.map(({ forecaster, rule, zFactor }) => {
      const targets = targetsOf.get(`${forecaster} ${rule}`)?.(criticalRatio(cost), zFactor) ?? new Float64Array(0)
      return simulateLostSales({ ...run, targets, startUnits })
    }),
  )
}
