import type { RouteMode } from './choose-endpoint.ts'
import type { HealthState } from './health.ts'

interface Occurrence {
  /** In ms since 1970. */
  readonly at: number
  readonly accelerator: string
}

/** An endpoint's health changed, by a check that ended so. */
interface HealthChanged extends Occurrence {
  readonly kind: 'health'
  readonly region: string
  readonly endpoint: string
  readonly from: HealthState
  readonly to: HealthState
  readonly detail: string
}

interface DialChanged extends Occurrence {
  readonly kind: 'dial'
  readonly region: string
  readonly from: number
  readonly to: number
}

/** From now on new connections go to these regions. */
interface RouteChanged extends Occurrence {
  readonly kind: 'route'
  readonly mode: RouteMode
  readonly regions: readonly string[]
}

export type AcceleratorEvent = HealthChanged | DialChanged | RouteChanged
