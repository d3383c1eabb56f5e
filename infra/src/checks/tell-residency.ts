import { checkResidency } from './residency.ts'
import type { World } from './world.ts'

/** Tells what each rule found, and whether all hold: a rule that looked at nothing has proved nothing. */
export function tellResidency(world: World, tell: (line: string) => void): boolean {
  const results = checkResidency(world)
  for (const { rule, looked, violations } of results) {
    tell(`${violations.length === 0 ? 'holds ' : 'FAILS '} ${rule}: ${looked} looked at`)
    for (const { stack, resource, message } of violations) tell(`        ${stack} ${resource}: ${message}`)
  }
  return results.every(({ looked, violations }) => looked > 0 && violations.length === 0)
}
