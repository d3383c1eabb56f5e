import type { Deployment, Size } from '../deployment.ts'
import { sizes, type TaskSize } from '../sizes.ts'
import { assumed, loads } from './assumptions.ts'
import { prices, type PriceName, type PriceRegion } from './prices.ts'

/** What is paid for together: a region, what a zone shares, the edge, the pipeline. */
export type Part = 'region' | 'zone' | 'edge' | 'delivery'

export interface CostLine {
  readonly part: Part
  readonly what: string
  readonly price: PriceName
  readonly quantity: number
  readonly usd: number
}

export interface EstimateOptions {
  readonly size: Size
  readonly priceRegion: PriceRegion
  readonly regions: number
  readonly zones: number
}

const { hours } = assumed
const million = 1_000_000

/** Between least and most, as far up as is assumed. */
function average({ min, max }: { readonly min: number; readonly max: number }): number {
  return min + assumed.loadShare * (max - min)
}

type Add = (what: string, price: PriceName, quantity: number) => void

/** Lines of a month: of one region, of one zone, and of the edge and the pipeline for all regions and zones. */
export function estimateMonth(options: EstimateOptions): readonly CostLine[] {
  const lines: CostLine[] = []
  const adder =
    (part: Part): Add =>
    (what, price, quantity) =>
      void lines.push({ part, what, price, quantity, usd: quantity * prices[price].usd[options.priceRegion] })
  addRegion(adder('region'), options.size)
  addZone(adder('zone'), options)
  addEdge(adder('edge'), options)
  addDelivery(adder('delivery'), options)
  return lines
}

function addRegion(add: Add, size: Size): void {
  addTasks(add, size)
  addData(add, size)
  const { operationsMillions, answerKb } = loads[size]
  const answersGb = operationsMillions * answerKb
  add('NAT gateways', 'natHour', hours * (size === 'small' ? 1 : assumed.availabilityZones))
  add('Endpoints of AWS services', 'endpointHour', hours * assumed.endpoints * assumed.availabilityZones)
  add('Data through endpoints', 'endpointData', operationsMillions * assumed.logKbAnOperation)
  add('Load balancer', 'balancerHour', hours)
  // One unit is 25 new connections a second, 1 GB an hour, or 1,000 rules a second; connections are what CloudFront makes most of.
  add('Load balancer, load', 'balancerUnit', hours * Math.max(1, ((operationsMillions * million) / (hours * 3_600) / 25) * 2))
  add('Private certificate authority', 'privateAuthority', 1)
  add('Key', 'key', 1)
  add('Secrets', 'secret', assumed.secrets)
  add('Logs', 'logs', operationsMillions * assumed.logKbAnOperation)
  add('Metrics', 'metric', assumed.metrics)
  add('Alarms', 'alarm', assumed.alarms)
  add('Composed alarms', 'compositeAlarm', assumed.compositeAlarms)
  add('Dashboard', 'dashboard', 1)
  add('Probe', 'canaryRun', assumed.canaryRuns)
  add('Accelerator', 'acceleratorHour', hours)
  add('Accelerator, data', 'acceleratorData', answersGb)
}

function addTasks(add: Add, size: Size): void {
  const { gateway, subgraph, worker } = sizes[size]
  const tasks = (what: string, task: TaskSize, taskHours: number): void => {
    add(`${what}, CPU`, 'fargateCpu', (task.cpu / 1_024) * taskHours)
    add(`${what}, memory`, 'fargateMemory', (task.memoryMiB / 1_024) * taskHours)
  }
  tasks('Gateway', gateway, average(gateway) * hours)
  tasks('Subgraphs', subgraph, 4 * average(subgraph) * hours)
  const { workerHours } = loads[size]
  tasks('Workers', worker, worker.max * workerHours + worker.min * (hours - workerHours))
  tasks('Keeper', { cpu: 256, memoryMiB: 512, min: 1, max: 1 }, hours)
}

function addData(add: Add, size: Size): void {
  const { homeCapacity, directoryCapacity, cacheNode, sessionNode } = sizes[size]
  const { databaseGb, ioMillions, writtenShare } = loads[size]
  // The instance that would take over has what the writer has; at the buddy both stand at their least.
  add('Database of the home', 'auroraCapacity', 2 * average(homeCapacity) * hours)
  add("Replica of the buddy's home", 'auroraCapacity', 2 * homeCapacity.min * hours)
  add("Member of the zone's directory", 'auroraCapacity', 2 * directoryCapacity.min * hours)
  add('Storage, of home and replica', 'auroraStorage', 2 * databaseGb)
  add('Backups', 'auroraBackup', 2 * databaseGb)
  add('I/O', 'auroraIo', ioMillions)
  add('Writes to the replica', 'auroraReplicatedWrites', ioMillions * writtenShare)
  // A write of Aurora has 4 KB at most.
  add('Data to the replica', 'betweenRegions', ioMillions * writtenShare * 4)
  add('Proxy of the directory', 'databaseProxy', assumed.proxyCapacity * hours)
  add('Cache, two nodes', nodePrice(cacheNode), 2 * hours)
  add('Sessions, two nodes', nodePrice(sessionNode), 2 * hours)
}

function nodePrice(node: string): PriceName {
  const names: Readonly<Record<string, PriceName>> = {
    'cache.t4g.small': 'cacheSmall',
    'cache.r7g.large': 'cacheLarge',
    'cache.r7g.xlarge': 'cacheXlarge',
  }
  const name = names[node]
  if (name === undefined) throw new Error(`the price of ${node} is not kept`)
  return name
}

function addZone(add: Add, { size, regions, zones }: EstimateOptions): void {
  add('Hosted zone', 'hostedZone', 1)
  add('Sign-in', 'signIn', Math.max(0, (regions / zones) * loads[size].people - assumed.freePeople))
}

function addEdge(add: Add, { size, regions }: EstimateOptions): void {
  const { operationsMillions, answerKb } = loads[size]
  const all = operationsMillions * regions
  add('Requests', 'edgeRequests', all)
  add('Data to clients', 'edgeData', all * answerKb)
  add('Viewer function', 'edgeFunction', all)
  add('States of regions', 'edgeStoreReads', all)
  add('Router', 'edgeLambdaCalls', all)
  add('Router, time', 'edgeLambdaTime', all * million * (assumed.lambdaMs / 1_000) * assumed.lambdaGb)
  add('Firewall', 'firewallList', 2)
  add('Firewall, rules', 'firewallRule', assumed.firewallRules)
  add('Firewall, requests', 'firewallRequests', all)
  add('Hosted zone', 'hostedZone', 1)
}

function addDelivery(add: Add, { regions, zones }: EstimateOptions): void {
  const minutes = assumed.releases * (assumed.buildMinutes + regions * assumed.regionMinutes + zones * assumed.zoneMinutes)
  add('Builds', 'buildMinute', minutes)
  add('Pipeline', 'pipelineMinute', minutes)
  add('Images, in every region', 'images', assumed.imageGb * assumed.imageReleases * regions)
  add('Key', 'key', 1)
  add('Secrets', 'secret', 2 + zones)
}

/** Of the lines of one part, or of all of them as they stand. */
export function sumOf(lines: readonly CostLine[], part?: Part): number {
  return lines.filter((line) => part === undefined || line.part === part).reduce((sum, { usd }) => sum + usd, 0)
}

/** All regions, zones, edge and pipeline together. */
export function totalOf(lines: readonly CostLine[], { regions, zones }: Pick<EstimateOptions, 'regions' | 'zones'>): number {
  return regions * sumOf(lines, 'region') + zones * sumOf(lines, 'zone') + sumOf(lines, 'edge') + sumOf(lines, 'delivery')
}

const budgetMargin = 1.25

/** What the account of a zone may cost before its operator hears of it, at the dearer prices. */
export function zoneBudgetUsd(size: Size, regions: number): number {
  const lines = estimateMonth({ size, priceRegion: 'eu-west-1', regions, zones: 1 })
  return withMargin(regions * sumOf(lines, 'region') + sumOf(lines, 'zone'))
}

/** The same for an account that all zones share: of the edge, or of the pipeline. */
export function sharedBudgetUsd(part: 'edge' | 'delivery', { size, topology }: Pick<Deployment, 'size' | 'topology'>): number {
  const options = { size, priceRegion: 'eu-west-1', regions: topology.regions.length, zones: topology.zones.length } as const
  return withMargin(sumOf(estimateMonth(options), part))
}

function withMargin(usd: number): number {
  return Math.ceil((usd * budgetMargin) / 100) * 100
}
