import type { HealthState } from './health.ts'

/** A group as it is at one instant. */
export interface Candidate<Target> {
  readonly region: string
  readonly dial: number
  readonly targets: readonly { readonly target: Target; readonly state: HealthState }[]
}

/** Why a connection may go where it goes: by the dials, past them because nothing dialled is healthy, or because nothing at all is. */
export type RouteMode = 'dial' | 'failover' | 'fail-open'

export interface Route<Target> {
  readonly mode: RouteMode
  /** The groups to choose from with their shares of new connections, each with at least one target. */
  readonly groups: readonly { readonly region: string; readonly weight: number; readonly targets: readonly Target[] }[]
}

/**
 * Where new connections may go: to healthy targets of groups by dial; without any, to those of groups with dial 0, since
 * failover ignores the dial; without any healthy target at all, to every target of every group.
 * (AWS fails open to the group that is nearest to the client; which one that is, is not ours to say, so any of them may get it.)
 * https://docs.aws.amazon.com/global-accelerator/latest/dg/about-endpoints-endpoint-weights.unhealthy-endpoints.html
 */
export function routeOf<Target>(candidates: readonly Candidate<Target>[]): Route<Target> {
  const healthy = candidates
    .map(({ region, dial, targets }) => ({
      region,
      weight: dial,
      targets: targets.filter(({ state }) => state === 'healthy').map(({ target }) => target),
    }))
    .filter(({ targets }) => targets.length > 0)
  const dialled = healthy.filter(({ weight }) => weight > 0)
  if (dialled.length > 0) return { mode: 'dial', groups: dialled }
  if (healthy.length > 0) return { mode: 'failover', groups: healthy.map((group) => ({ ...group, weight: 1 })) }
  const all = candidates.map(({ region, targets }) => ({ region, weight: 1, targets: targets.map(({ target }) => target) }))
  return { mode: 'fail-open', groups: all }
}

export interface Choice<Target> {
  readonly region: string
  readonly target: Target
}

/** One target of a route: a group by weight, then any of its targets. `random` gives numbers in [0, 1). */
export function chooseTarget<Target>({ groups }: Route<Target>, random: () => number): Choice<Target> {
  let left = random() * groups.reduce((sum, { weight }) => sum + weight, 0)
  for (const { region, weight, targets } of groups) {
    left -= weight
    if (left >= 0) continue
    const target = targets[Math.floor(random() * targets.length)]
    if (target !== undefined) return { region, target }
  }
  throw new Error('got a route without a target, wanted at least one')
}
