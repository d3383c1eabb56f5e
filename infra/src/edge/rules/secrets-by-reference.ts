import { ruleOver, type Rule } from '../../checks/rule.ts'
import { at, listOf, type World } from '../../checks/world.ts'
import { originVerifyHeaderPrefix } from '../inert-origin.ts'
import { originVerifySecret } from '../names.ts'
import { graphDistributionsOf, graphTargetsOf, originsOf } from './distribution-parts.ts'

export const secretsByReference: Rule = ruleOver(
  'secrets-by-reference',
  "Each zone has a header of its own at the graph's origin, whose value CloudFormation reads from that zone's secret.",
  graphDistributionsOf,
  (found, world) => {
    const targets = graphTargetsOf(found)
    return originsOf(found).flatMap((origin) => (targets.has(at(origin, 'Id')) ? faultsOf(origin, world) : strayHeaders(origin)))
  },
)

function faultsOf(origin: unknown, { deployment }: World): readonly string[] {
  const headers = new Map(headersOf(origin))
  const wanted = new Map(
    deployment.topology.zones.map(({ name }) => [
      `${originVerifyHeaderPrefix}${name}`,
      `{{resolve:secretsmanager:${originVerifySecret(name)}:SecretString::AWSCURRENT}}`,
    ]),
  )
  return [
    ...[...wanted].filter(([name, value]) => headers.get(name) !== value).map(([name]) => `${name} is not read from its zone's secret`),
    ...[...headers.keys()].filter((name) => !wanted.has(name)).map((name) => `it has the header ${name}, which is of no zone`),
  ]
}

/** An origin that is asked as it is named would be told the secrets. */
function strayHeaders(origin: unknown): readonly string[] {
  return headersOf(origin).map(([name]) => `another origin is told ${name}`)
}

function headersOf(origin: unknown): readonly (readonly [string, unknown])[] {
  return listOf(at(origin, 'OriginCustomHeaders')).map((header) => [String(at(header, 'HeaderName')), at(header, 'HeaderValue')] as const)
}
