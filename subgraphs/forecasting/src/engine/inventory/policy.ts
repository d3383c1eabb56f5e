import { normalProbability, normalQuantile } from './normal-law.ts'
import { simulatedTarget } from './simulated-target.ts'
import { countTarget, coverTarget, empiricalTarget, errorTarget, normalTarget, type CoverOutlook, type TargetRule } from './target-rules.ts'

/** The contract's name of the kind of rule. */
export type SafetyStockRule = 'NORMAL' | 'QUANTILE' | 'SIMULATED' | 'FIXED_COVER'

export type TargetRuleName = 'normal' | 'count' | 'empirical' | 'error' | 'cover' | 'simulated'

/** A way to set order-up-to levels: whose forecast, by which rule, and at which multiple of the wanted service's z. */
export interface StockPolicy {
  readonly forecaster: string
  readonly rule: TargetRuleName
  readonly zFactor: number
}

const rules: Readonly<Record<TargetRuleName, TargetRule>> = {
  normal: normalTarget,
  count: countTarget,
  empirical: empiricalTarget,
  error: errorTarget,
  cover: coverTarget,
  simulated: simulatedTarget,
}

const zFactors = [0, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 2] as const

/** Rules that cost microseconds a review; `simulated` costs a hundred times as much. */
const quickRules = ['normal', 'count', 'empirical', 'error', 'cover'] as const

/** Policies to try: each forecaster with each rule and each multiple. */
export function listPolicies(forecasters: readonly string[], names: readonly TargetRuleName[] = quickRules): readonly StockPolicy[] {
  return forecasters.flatMap((forecaster) => names.flatMap((rule) => zFactors.map((zFactor) => ({ forecaster, rule, zFactor }))))
}

/** A rule's order-up-to levels at some reviews, as a function of service level and multiple, so that one table serves all levels. */
export function targetsBy(
  rule: TargetRuleName,
  outlooks: readonly CoverOutlook[],
): (serviceLevel: number, zFactor: number) => Float64Array {
  const targetAt = outlooks.map((outlook) => rules[rule](outlook))
  return (serviceLevel, zFactor) => {
    const level = normalProbability(zFactor * normalQuantile(serviceLevel))
    return Float64Array.from(targetAt, (target) => Math.max(0, target(level)))
  }
}

/** What the graph calls the rule of a policy. */
export function safetyStockRuleOf({ rule }: StockPolicy): SafetyStockRule {
  switch (rule) {
    case 'normal':
      return 'NORMAL'
    case 'cover':
      return 'FIXED_COVER'
    case 'simulated':
      return 'SIMULATED'
    case 'count':
    case 'empirical':
    case 'error':
      return 'QUANTILE'
  }
}
