import { ruleOver, type Rule } from '../../checks/rule.ts'
import { at, listOf, type Found, type World } from '../../checks/world.ts'
import { distributionsOf, edgeResources, originsOf } from './distribution-parts.ts'
import { blocksPublic, bucketStatements } from './policy-statements.ts'

export const codeBucketsClosed: Rule = ruleOver(
  'code-buckets-closed',
  "A bucket of the edge is closed to the public, encrypted, and lets in the edge's own distributions alone, which sign what they ask.",
  (world) => [...edgeResources(world, ['AWS::S3::Bucket']), ...distributionsOf(world)],
  (found, world) => (found.type === 'AWS::S3::Bucket' ? bucketFaults(found, world) : unsignedOrigins(found)),
)

function bucketFaults(found: Found, world: World): readonly string[] {
  const { properties, stack } = found
  const allowed = bucketStatements(world, found).filter((statement) => at(statement, 'Effect') === 'Allow')
  return [
    ...(blocksPublic(properties) ? [] : ['it may be public']),
    ...(properties['BucketEncryption'] === undefined ? ['it is not encrypted'] : []),
    ...allowed.flatMap((statement) => statementFaults(statement, stack.account)),
  ]
}

function statementFaults(statement: unknown, account: string): readonly string[] {
  const who = at(statement, 'Principal', 'Service')
  const source = JSON.stringify(at(statement, 'Condition', 'ArnLike', 'aws:SourceArn') ?? '')
  const actions = listOf(at(statement, 'Action')).map(String)
  return [
    ...(who === 'cloudfront.amazonaws.com' ? [] : [`it lets in ${JSON.stringify(at(statement, 'Principal'))}`]),
    ...(source.includes(`:cloudfront::${account}:distribution/`) ? [] : ['it lets in distributions of others']),
    ...actions.filter((action) => action !== 's3:GetObject').map((action) => `it allows ${action}`),
  ]
}

function unsignedOrigins(found: Found): readonly string[] {
  return originsOf(found)
    .filter((origin) => at(origin, 'S3OriginConfig') !== undefined && at(origin, 'OriginAccessControlId') === undefined)
    .map((origin) => `it asks ${String(at(origin, 'Id'))} without a signature`)
}
