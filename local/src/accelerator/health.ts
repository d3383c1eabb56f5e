/** AWS's own three: `initial` until the checks have said something. */
export type HealthState = 'initial' | 'healthy' | 'unhealthy'

export interface Health {
  readonly state: HealthState
  /** When the state began, in ms since 1970. */
  readonly since: number
  /** Checks in a row that spoke against the state. */
  readonly against: number
}

export function initialHealth(at: number): Health {
  return { state: 'initial', since: at, against: 0 }
}

/**
 * Health after one more check. A new endpoint is healthy from its first passed check on, as a new target of an Application Load
 * Balancer is, and isn't healthy before; every other change takes `threshold` checks in a row.
 * https://docs.aws.amazon.com/global-accelerator/latest/dg/about-endpoint-groups-health-check-options.html
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
 */
export function nextHealth(health: Health, passed: boolean, threshold: number, at: number): Health {
  const next = passed ? 'healthy' : 'unhealthy'
  if (health.state === next) return health.against === 0 ? health : { ...health, against: 0 }
  if (health.state === 'initial' && passed) return { state: next, since: at, against: 0 }
  const against = health.against + 1
  return against < threshold ? { ...health, against } : { state: next, since: at, against: 0 }
}
