import type { Found, StackTemplate, World } from './world.ts'

export interface Violation {
  readonly rule: string
  readonly stack: string
  /** Logical id of the resource. */
  readonly resource: string
  readonly message: string
}

/** What a rule has found, and at how much it has looked: one that looked at nothing has proved nothing. */
export interface RuleResult {
  readonly rule: string
  readonly looked: number
  readonly violations: readonly Violation[]
}

export interface Rule {
  readonly name: string
  /** What holds where nothing is found. */
  readonly promise: string
  check(world: World): RuleResult
}

/** A rule that looks at one thing after another; `faultsOf` says what is wrong with it. */
export function ruleOver(
  name: string,
  promise: string,
  find: (world: World) => readonly Found[],
  faultsOf: (found: Found, world: World) => readonly string[],
): Rule {
  return {
    name,
    promise,
    check(world) {
      const all = find(world)
      const violations = all.flatMap((found) =>
        faultsOf(found, world).map((message) => ({ rule: name, stack: found.stack.name, resource: found.id, message })),
      )
      return { rule: name, looked: all.length, violations }
    },
  }
}

/** Whether a region belongs to the zone of a stack. */
export function isOfZone({ deployment }: World, { zone }: StackTemplate, region: unknown): boolean {
  return deployment.topology.regions.some((plan) => plan.name === region && plan.zone === zone)
}
