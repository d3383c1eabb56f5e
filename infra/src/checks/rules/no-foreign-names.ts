import { type Rule } from '../rule.ts'
import { spellOut, type StackTemplate, type World } from '../world.ts'

const regionPattern = /(?<![a-z\d-])[a-z]{2}-(?:gov-)?(?:central|east|west|north|south|northeast|northwest|southeast|southwest)-\d(?![\d])/g
const accountPattern = /(?<![\da-f-])\d{12}(?![\da-f])/g

/**
 * A template of a zone that names a region or an account of another one could send something there: there is no need to, so none
 * does. The pipeline's account is the one exception; its principals are held by the rule of principals.
 */
export const noForeignNames: Rule = {
  name: 'no-foreign-names',
  promise: 'No template of a zone names a region or an account of another zone, in whatever property.',
  check(world) {
    const zoned = world.stacks.filter(({ zone }) => zone !== undefined)
    const violations = zoned.flatMap((stack) =>
      Object.entries({ ...stack.template.Resources, ...stack.template.Outputs }).flatMap(([id, part]) =>
        foreignNames(part, stack, world).map((message) => ({ rule: 'no-foreign-names', stack: stack.name, resource: id, message })),
      ),
    )
    return { rule: 'no-foreign-names', looked: zoned.length, violations }
  },
}

function foreignNames(part: unknown, stack: StackTemplate, { deployment }: World): readonly string[] {
  const own = new Set(deployment.topology.regions.filter(({ zone }) => zone === stack.zone).map(({ name }) => name))
  const accounts = new Set([stack.account, deployment.accounts.delivery])
  const texts = allTexts(part, stack)
  const regions = texts.flatMap((text) => text.match(regionPattern) ?? []).filter((region) => !own.has(region))
  const others = texts.flatMap((text) => text.match(accountPattern) ?? []).filter((account) => !accounts.has(account))
  return [
    ...[...new Set(regions)].map((region) => `it names ${region}, which is no region of zone ${stack.zone}`),
    ...[...new Set(others)].map((account) => `it names account ${account}, which is not that of zone ${stack.zone}`),
  ]
}

/** Every text, joined where the template joins it; names of properties count as well. */
function allTexts(value: unknown, stack: StackTemplate): readonly string[] {
  if (typeof value === 'string') return [value]
  if (Array.isArray(value)) return value.flatMap((item) => allTexts(item, stack))
  if (typeof value !== 'object' || value === null) return []
  const joined = 'Fn::Join' in value ? [spellOut(value, stack)] : []
  return [...joined, ...Object.entries(value).flatMap(([name, item]) => [name, ...allTexts(item, stack)])]
}
