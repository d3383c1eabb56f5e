/**
 * Part of a new style's forecast. EARLIER_STYLES: what earlier styles sold on average; ANALOGUE: what its like styles add; ATTRIBUTES: what the effects of its
 * attributes add; OWN_SALES: what its own sales so far add.
 */
export interface NewStyleTerm {
  readonly kind: 'EARLIER_STYLES' | 'ANALOGUE' | 'ATTRIBUTES' | 'OWN_SALES'
  readonly units: number
}

/** A forecast of log(1 + units) as it grows by one part after another. */
export interface ForecastStage {
  readonly kind: NewStyleTerm['kind']
  readonly logTotal: number
}

/** Units of log(1 + units), never below 0. */
export function toUnits(logTotal: number): number {
  return Math.max(0, Math.expm1(logTotal))
}

/** Each stage's step in units, the last one up to `total`: the terms sum to it. The parts multiply, so a term's units are told in the order of the stages. */
export function explainTotal(stages: readonly ForecastStage[], total: number): readonly NewStyleTerm[] {
  let sum = 0
  return stages.map(({ kind, logTotal }, index) => {
    const units = (index === stages.length - 1 ? total : toUnits(logTotal)) - sum
    sum += units
    return { kind, units }
  })
}
