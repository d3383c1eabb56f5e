import type { Topology } from '@hemisphere/topology/topology.ts'
import type { CloudAssembly } from 'aws-cdk-lib/cx-api'
import type { Deployment } from '../deployment.ts'

/** One resource of a template; its properties are what CloudFormation would be given, intrinsic functions included. */
export interface Resource {
  readonly Type: string
  readonly Properties?: Readonly<Record<string, unknown>>
}

export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>
  readonly Outputs?: Readonly<Record<string, { readonly Value: unknown; readonly Export?: { readonly Name: unknown } }>>
}

/** A stack as it would be deployed. */
export interface StackTemplate {
  readonly name: string
  readonly account: string
  readonly region: string
  /** Zone whose data it may hold; undefined for the edge and the pipeline. */
  readonly zone: string | undefined
  readonly template: Template
}

/** Everything that a deployment would make, as the rules look at it. */
export interface World {
  readonly deployment: Deployment
  readonly stacks: readonly StackTemplate[]
}

/** A resource with the stack that it is in. */
export interface Found {
  readonly stack: StackTemplate
  readonly id: string
  readonly type: string
  readonly properties: Readonly<Record<string, unknown>>
}

/** The templates of a synthesized app; the stages of zones are named for their zones. */
export function readWorld(assembly: CloudAssembly, deployment: Deployment): World {
  const zones = new Set(deployment.topology.zones.map(({ name }) => name))
  const stacks = assembly.nestedAssemblies.flatMap(({ nestedAssembly, displayName }) =>
    nestedAssembly.stacks.map((stack): StackTemplate => ({
      name: stack.stackName,
      account: stack.environment.account,
      region: stack.environment.region,
      zone: zones.has(displayName ?? '') ? displayName : undefined,
      // What the CDK has written there has this form.
      template: stack.template as Template,
    })),
  )
  if (stacks.length === 0) throw new Error('the app has no stack to look at')
  return { deployment, stacks }
}

/** Resources of these types, in all stacks or in those of zones alone. */
export function findResources(world: World, types: readonly string[], where: 'anywhere' | 'zones' = 'anywhere'): readonly Found[] {
  return world.stacks
    .filter(({ zone }) => where === 'anywhere' || zone !== undefined)
    .flatMap((stack) =>
      Object.entries(stack.template.Resources)
        .filter(([, { Type }]) => types.includes(Type))
        .map(([id, { Type, Properties = {} }]) => ({ stack, id, type: Type, properties: Properties })),
    )
}

export function zoneOfRegion({ regions }: Topology, region: string): string | undefined {
  return regions.find(({ name }) => name === region)?.zone
}

/** What lies under a path of names and indices; undefined where the path ends earlier. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  let found = value
  for (const step of path) {
    if (typeof found !== 'object' || found === null) return undefined
    found = Reflect.get(found, step)
  }
  return found
}

/** A list as it is, one thing as a list of it, nothing as an empty one: CloudFormation and IAM take either. */
export function listOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return []
  return Array.isArray(value) ? value : [value]
}

/** Every text within a value, at whatever depth. */
export function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  if (Array.isArray(value)) return value.flatMap(textsIn)
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(textsIn)
  return []
}

/** A text with its intrinsic functions spelled out as far as the template tells: `Fn::Join` is joined, what is not known stays a name in braces. */
export function spellOut(value: unknown, { account, region }: Pick<StackTemplate, 'account' | 'region'>): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value)
  const parts = at(value, 'Fn::Join', 1)
  if (Array.isArray(parts)) return parts.map((part) => spellOut(part, { account, region })).join(String(at(value, 'Fn::Join', 0)))
  const reference = at(value, 'Ref')
  if (reference === 'AWS::Partition') return 'aws'
  if (reference === 'AWS::AccountId') return account
  if (reference === 'AWS::Region') return region
  if (reference === 'AWS::URLSuffix') return 'amazonaws.com'
  return `{${JSON.stringify(value)}}`
}

/** A resource of some stack, as another one refers to it. */
export interface Origin {
  readonly stack: StackTemplate
  /** Logical id; undefined where the name of the export alone tells of it. */
  readonly id: string | undefined
}

const squeezed = (text: string): string => text.replaceAll('-', '')

/**
 * The resource to which a property refers: one of the same stack, one that another stack of the region exports, or one that the
 * CDK carries over from another region. Undefined for a text, and for what refers to nothing that is deployed.
 */
export function originOf(world: World, stack: StackTemplate, value: unknown): Origin | undefined {
  const imported = at(value, 'Fn::ImportValue')
  if (typeof imported === 'string') return exporterOf(world, imported)
  const attribute = at(value, 'Fn::GetAtt')
  const [id, name] = Array.isArray(attribute) ? attribute.map(String) : [at(value, 'Ref'), undefined]
  if (typeof id !== 'string') return undefined
  if (name?.startsWith('/cdk/exports/') === true) return carrierOf(world, name)
  return id in stack.template.Resources ? { stack, id } : undefined
}

function exporterOf(world: World, name: string): Origin | undefined {
  for (const stack of world.stacks) {
    for (const { Value: value, Export: exported } of Object.values(stack.template.Outputs ?? {})) {
      if (exported?.Name === name) return originOf(world, stack, value)
    }
  }
  return undefined
}

/** The CDK names what it carries for the stack and the region that it comes from, without hyphens. */
function carrierOf(world: World, name: string): Origin | undefined {
  const last = name.split('/').at(-1) ?? ''
  const stack = world.stacks.find((candidate) => last.startsWith(squeezed(candidate.name) + squeezed(candidate.region)))
  return stack === undefined ? undefined : { stack, id: undefined }
}
