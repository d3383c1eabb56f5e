import { regionsOf, type Topology } from '@hemisphere/topology/topology.ts'
import type { StackTemplate, World } from './checks/world.ts'
import { accountOf } from './deployment.ts'
import { edgeRegion } from './edge/edge-region.ts'
import { textOf } from './snapshot-text.ts'
import { cloudFrontPrefixList } from './region/cloudfront-addresses.ts'

/** A kind of stack as all of its instances are: names of places are replaced by what they are to each other. */
export interface SnapshotEntry {
  /** File name without its ending, such as `region-services`. */
  readonly name: string
  /** The template as YAML. */
  readonly text: string
}

interface Normalized {
  readonly Outputs: Readonly<Record<string, unknown>>
  readonly Resources: Readonly<Record<string, unknown>>
}

/**
 * The templates without what differs from place to place, one for each kind of stack: all regions are the same but for their order
 * within their zone. Two that should be equal and are not is an error.
 */
export function snapshotOf(world: World): readonly SnapshotEntry[] {
  const entries = new Map<string, { readonly text: string; readonly from: string }>()
  for (const stack of world.stacks) {
    const name = kindOf(stack, world)
    const text = JSON.stringify(normalize(stack, world))
    const known = entries.get(name)
    if (known !== undefined && known.text !== text)
      throw new Error(`${stack.name} and ${known.from} are of one kind, ${name}, and differ${firstDifference(known.text, text)}`)
    entries.set(name, known ?? { text, from: stack.name })
  }
  // What was written as JSON a few lines above.
  return withoutTwins(new Map([...entries].map(([name, { text }]) => [name, JSON.parse(text) as Normalized])))
}

/** Of a kind that differs between the first region of a zone and the others, the others' has only what differs. */
function withoutTwins(templates: ReadonlyMap<string, Normalized>): readonly SnapshotEntry[] {
  const entries = [...templates].map(([name, template]) => {
    const first = name.endsWith('.other') ? templates.get(name.replace(/\.other$/, '.first')) : undefined
    return { name, text: textOf(first === undefined ? template : differences(first, template)) }
  })
  return entries.toSorted((one, other) => one.name.localeCompare(other.name))
}

function differences(first: Normalized, other: Normalized): unknown {
  const changed = Object.entries(other.Resources).filter(
    ([id, resource]) => JSON.stringify(first.Resources[id]) !== JSON.stringify(resource),
  )
  const absent = Object.keys(first.Resources).filter((id) => !(id in other.Resources))
  return { Absent: absent, Outputs: other.Outputs, Resources: Object.fromEntries(changed) }
}

/** `zone`, or `region-` and the last part of its name, with its place in the zone where that makes a difference. */
function kindOf({ name, zone, region }: StackTemplate, { deployment }: World): string {
  const short = name.replace(/^hemisphere-/, '')
  if (zone === undefined) return short.replace(placeOf(short, region, deployment.topology)?.suffix ?? '', '')
  if (short === `${zone}-zone`) return 'zone'
  const kind = `region-${short.replace(`${region}-`, '')}`
  return isFirst(region, zone, deployment.topology) ? `${kind}.first` : `${kind}.other`
}

/** A stack of the edge that there is one of in each region, or for each zone, is named for it. */
function placeOf(name: string, region: string, { zones }: Topology): { readonly suffix: string; readonly place: string } | undefined {
  // The edge's own region is no place like the others: its functions are made there.
  const places = [...(region === edgeRegion ? [] : [region]), ...zones.map((zone) => zone.name)]
  const place = places.find((candidate) => name.endsWith(`-${candidate}`))
  return place === undefined ? undefined : { suffix: `-${place}`, place }
}

function isFirst(region: string, zone: string, { zones }: Topology): boolean {
  return zones.some(({ name, directoryRegion }) => name === zone && directoryRegion === region)
}

interface Replacement {
  readonly from: string | RegExp
  readonly to: string
}

function normalize(stack: StackTemplate, world: World): unknown {
  const { Resources: resources, Outputs: outputs } = stack.template
  const replacements = replacementsFor(stack, world)
  return sorted({
    Resources: replaced(withoutNoise(resources), replacements),
    Outputs: replaced(withoutExports(outputs ?? {}), replacements),
  })
}

/** Longer names first, so that none is replaced within another. */
function replacementsFor({ name: stackName, zone, region, account }: StackTemplate, { deployment }: World): readonly Replacement[] {
  const { topology, accounts, version } = deployment
  const common: Replacement[] = [
    { from: accounts.delivery, to: 'DELIVERY' },
    { from: accounts.edge, to: 'EDGE' },
    { from: version, to: 'VERSION' },
  ]
  const plan = topology.zones.find(({ name }) => name === zone)
  if (plan === undefined) {
    const ofHere = topology.regions.find(({ name }) => name === region)?.zone
    const zoneAccounts = topology.zones.map(({ name }) => ({
      from: accountOf(deployment, name),
      to: `ACCOUNT${name === ofHere ? '' : `-${name}`}`,
    }))
    common.push(...zoneAccounts)
    const place = placeOf(stackName, region, topology)?.place
    return place === undefined ? common : [...common, { from: new RegExp(String.raw`\b${place}\b`, 'g'), to: 'PLACE' }]
  }
  const others = regionsOf(topology, plan)
    .filter(({ name }) => name !== region)
    .map(({ name }, index) => ({ from: name, to: `OTHER${index === 0 ? '' : index + 1}` }))
  const places = [{ from: region, to: 'REGION' }, ...others]
  const networks = regionsOf(topology, plan).map(({ name }, index) => ({
    from: `10.${index}.`,
    to: name === region ? '10.REGION.' : '10.OTHER.',
  }))
  const squeezed = places
    .flatMap(({ from, to }) => ['', plan.name].map((prefix) => ({ from: `${prefix}${from.replaceAll('-', '')}`, to })))
    .toReversed()
  // Within names that the CDK makes without hyphens, and wherever it stands by itself.
  const squeezedZone = ['directory', 'hemisphere'].map((word) => ({ from: `${word}${plan.name}`, to: `${word}ZONE` }))
  return [
    { from: account, to: 'ACCOUNT' },
    ...common,
    ...['-', ''].map((hyphen) => ({ from: cloudFrontPrefixList(region).replace('-', hyphen), to: 'CLOUDFRONT' })),
    ...places,
    ...networks,
    ...squeezed,
    ...squeezedZone,
    { from: new RegExp(String.raw`\b${plan.name}\b`, 'g'), to: 'ZONE' },
  ]
}

const assetHash = /\b[\da-f]{64}\b/g
/** A version of a function is named for all that it is made of. */
const versionHash = /(?<=CurrentVersion[\dA-F]{0,8})[\da-f]{32}/g
/** The CDK ends names that it has made, but for a port, with eight digits of a hash of the path, in which the region stands. */
const nameHash = /(?<=[A-Za-z\d])(?=[A-F]*\d)(?:[\dA-F]{8}(?:\d{4}(?=[\dA-F]{8}))?){1,3}(?=\b|[A-Z][a-z])/g

function replaced(value: unknown, replacements: readonly Replacement[]): unknown {
  if (typeof value === 'string') return replacedText(value, replacements)
  if (Array.isArray(value)) return value.map((item) => replaced(item, replacements))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([name, item]) => [replacedText(name, replacements), replaced(item, replacements)] as const)
  const result = Object.fromEntries(entries)
  if (Object.keys(result).length < entries.length)
    throw new Error(`two of these have one name in the snapshot: ${Object.keys(value).join(', ')}`)
  return result
}

function replacedText(text: string, replacements: readonly Replacement[]): string {
  const cleaned = text.replaceAll(assetHash, 'ASSET').replaceAll(versionHash, '')
  return replacements.reduce((result, { from, to }) => result.replaceAll(from, to), cleaned).replaceAll(nameHash, '')
}

/** What one stack exports stands in those that import it. */
function withoutExports(outputs: NonNullable<StackTemplate['template']['Outputs']>): unknown {
  return Object.fromEntries(Object.entries(outputs).filter(([, { Export: exported }]) => exported === undefined))
}

/** By these the CDK carries values from one region into another: where they come out they can be seen. */
const isCarrier = (id: string, type: string): boolean =>
  type.startsWith('Custom::CrossRegionExport') || id.startsWith('CustomCrossRegionExport')

/** Without the tag that says the same of every resource, and without what the CDK adds for itself. */
function withoutNoise(resources: StackTemplate['template']['Resources']): unknown {
  return Object.fromEntries(
    Object.entries(resources)
      .filter(([id, { Type }]) => !isCarrier(id, Type))
      .map(([id, { Type, Properties = {} }]) => {
        const { Tags: tags, ...properties } = Properties
        const telling = Array.isArray(tags) ? tags.filter((tag) => Reflect.get(Object(tag), 'Key') !== 'hemisphere:zone') : []
        return [id, { Type, Properties: telling.length === 0 ? properties : { ...properties, Tags: telling } }]
      }),
  )
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([one], [other]) => one.localeCompare(other))
      .map(([name, item]) => [name, sorted(item)]),
  )
}

const excerptLength = 80

function firstDifference(one: string, other: string): string {
  const at = Array.from({ length: one.length }).findIndex((_, index) => one.charAt(index) !== other.charAt(index))
  const excerpt = (text: string): string => text.slice(Math.max(0, at - excerptLength), at + excerptLength)
  return `:\n  ${excerpt(one)}\n  ${excerpt(other)}`
}
