import { ruleOver, type Rule } from '../../checks/rule.ts'
import { at, listOf, originOf, textsIn, type Found, type World } from '../../checks/world.ts'
import { graphDistributionsOf, graphTargetsOf, originsOf } from './distribution-parts.ts'
import { blocksPublic, bucketStatements } from './policy-statements.ts'

export const inertOrigin: Rule = ruleOver(
  'inert-origin',
  'The origin that a distribution names for the graph is a bucket of ours that denies everybody everything.',
  graphDistributionsOf,
  (found, world) => [...graphTargetsOf(found)].flatMap((target) => faultsOf(target, found, world)),
)

function faultsOf(target: unknown, found: Found, world: World): readonly string[] {
  const origin = originsOf(found).find((one) => at(one, 'Id') === target)
  if (origin === undefined) return [`${String(target)} is a group of origins or none, wanted the inert one`]
  const bucket = originOf(world, found.stack, at(origin, 'DomainName'))
  const resource = bucket?.id === undefined ? undefined : bucket.stack.template.Resources[bucket.id]
  if (bucket?.id === undefined || resource?.Type !== 'AWS::S3::Bucket')
    return [`its name is ${JSON.stringify(at(origin, 'DomainName'))}, wanted that of a bucket made here`]
  const statements = bucketStatements(world, { stack: bucket.stack, id: bucket.id })
  return [
    ...(at(origin, 'CustomOriginConfig', 'OriginProtocolPolicy') === 'https-only' ? [] : ['it may be asked in the clear']),
    ...(at(origin, 'OriginAccessControlId') === undefined ? [] : ['requests to it are signed']),
    ...(blocksPublic(resource.Properties) ? [] : ['its bucket may be public']),
    ...(statements.some((statement) => at(statement, 'Effect') === 'Allow') ? ['its bucket lets somebody in'] : []),
    ...(statements.some(deniesReading) ? [] : ['its bucket does not deny everybody to read']),
  ]
}

function deniesReading(statement: unknown): boolean {
  const principals = textsIn(at(statement, 'Principal'))
  return (
    at(statement, 'Effect') === 'Deny' &&
    principals.includes('*') &&
    at(statement, 'Condition') === undefined &&
    listOf(at(statement, 'Action')).includes('s3:GetObject*')
  )
}
