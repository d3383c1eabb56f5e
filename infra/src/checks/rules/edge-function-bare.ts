import { ruleOver, type Rule } from '../rule.ts'
import { at, findResources, listOf, originOf, type Found, type World } from '../world.ts'

/** Functions that CloudFront runs all over the world; CloudFront itself refuses most of this, when it is deployed. */
export const edgeFunctionBare: Rule = ruleOver(
  'edge-function-bare',
  'The function at the edge has no environment, no network and no key of a zone, and runs by a numbered version.',
  (world) =>
    findResources(world, ['AWS::CloudFront::Distribution']).flatMap((found) =>
      associationsOf(found).map((association) => ({ ...found, association })),
    ),
  (found, world) => faultsOf(found, world),
)

function associationsOf({ properties }: Found): readonly unknown[] {
  const config = properties['DistributionConfig']
  const behaviors = [at(config, 'DefaultCacheBehavior'), ...listOf(at(config, 'CacheBehaviors'))]
  return behaviors.flatMap((behavior) => listOf(at(behavior, 'LambdaFunctionAssociations')))
}

function faultsOf(found: Found, world: World): readonly string[] {
  return associationsOf(found).flatMap((association) => {
    const arn = at(association, 'LambdaFunctionARN')
    const version = originOf(world, found.stack, arn)
    const resource = version?.id === undefined ? undefined : version.stack.template.Resources[version.id]
    if (version === undefined || resource?.Type !== 'AWS::Lambda::Version')
      return [`it runs ${JSON.stringify(arn)}, wanted a numbered version`]
    const target = originOf(world, version.stack, resource.Properties?.['FunctionName'])
    const properties = target?.id === undefined ? undefined : target.stack.template.Resources[target.id]?.Properties
    if (properties === undefined) return ['its function is none that is made here']
    return [
      ...(properties['Environment'] === undefined ? [] : ['its function has environment variables']),
      ...(properties['VpcConfig'] === undefined ? [] : ['its function is in a network']),
      ...(target?.stack.region === 'us-east-1' ? [] : [`its function is in ${target?.stack.region}, wanted us-east-1`]),
      ...(at(association, 'IncludeBody') === true ? ['it is given bodies, which it would cut'] : []),
    ]
  })
}
