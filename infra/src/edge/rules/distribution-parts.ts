import { at, findResources, listOf, type Found, type World } from '../../checks/world.ts'

export function distributionsOf(world: World): readonly Found[] {
  return findResources(world, ['AWS::CloudFront::Distribution'])
}

export function configOf({ properties }: Found): unknown {
  return properties['DistributionConfig']
}

/** Every behaviour of a distribution, the default one first. */
export function behaviorsOf(found: Found): readonly unknown[] {
  const config = configOf(found)
  return [at(config, 'DefaultCacheBehavior'), ...listOf(at(config, 'CacheBehaviors'))]
}

/** Whether a behaviour takes requests of the graph: all that may write, and all that the function on origin-request sends on. */
export function isOfGraph(behavior: unknown): boolean {
  return listOf(at(behavior, 'AllowedMethods')).includes('POST') || listOf(at(behavior, 'LambdaFunctionAssociations')).length > 0
}

export function originsOf(found: Found): readonly unknown[] {
  return listOf(at(configOf(found), 'Origins'))
}

/** Distributions that take requests of the graph. */
export function graphDistributionsOf(world: World): readonly Found[] {
  return distributionsOf(world).filter((found) => behaviorsOf(found).some(isOfGraph))
}

/** Ids of the origins that a distribution names for the graph. */
export function graphTargetsOf(found: Found): ReadonlySet<unknown> {
  return new Set(
    behaviorsOf(found)
      .filter(isOfGraph)
      .map((behavior) => at(behavior, 'TargetOriginId')),
  )
}

export function nameOf(behavior: unknown): string {
  const path = at(behavior, 'PathPattern')
  return typeof path === 'string' ? path : 'the default behaviour'
}

/** Resources of the edge's account. */
export function edgeResources(world: World, types: readonly string[]): readonly Found[] {
  return findResources(world, types).filter(({ stack }) => stack.account === world.deployment.accounts.edge)
}
