import { at, findResources, listOf, originOf, type Found, type World } from '../../checks/world.ts'

/** Statements of a bucket's policies. */
export function bucketStatements(world: World, { stack, id }: Pick<Found, 'stack' | 'id'>): readonly unknown[] {
  return findResources(world, ['AWS::S3::BucketPolicy'])
    .filter((policy) => policy.stack === stack && originOf(world, stack, policy.properties['Bucket'])?.id === id)
    .flatMap(({ properties }) => listOf(at(properties['PolicyDocument'], 'Statement')))
}

/** Whether a bucket lets nobody in by a public policy or list. */
export function blocksPublic(properties: unknown): boolean {
  const block = at(properties, 'PublicAccessBlockConfiguration')
  return ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'].every((name) => at(block, name) === true)
}
