import { join } from 'node:path'
import type { Environment } from '@hemisphere/kit/config.ts'
import { clientIdOf, commandLineClient, webClientName } from '../issuer/client-id.ts'
import { startNodeChild, type ChildService } from './child-service.ts'
import type { RegionPorts } from './ports.ts'
import type { RegionProcessOptions, ServiceName, ServicePlan } from './region-process.ts'
import type { RegionPlan } from '@hemisphere/topology/regions.ts'
import type { StateFolder } from './state-folder.ts'

export interface RegionServicesOptions {
  readonly state: StateFolder
  readonly region: RegionPlan
  readonly ports: RegionPorts
  readonly secretsUrl: string
  readonly issuer: { readonly issuer: string; readonly jwksUri: string }
  /** The region's own cache. */
  readonly redisUrl: string | undefined
  /** Every member of the zone's store of browser sessions. */
  readonly sessionsUrls: readonly string[]
  /** Address of the edge, where people sign in. */
  readonly publicUrl: string
  /** Commit with which forecast runs are marked. */
  readonly codeVersion: string
  /** What every process of the world is given. */
  readonly base: Environment
  readonly signal: AbortSignal
}

const stopLimitMs = 10_000

/** Where a world keeps the modules that are in the services' images. */
export function serviceBundlesIn({ bundles }: StateFolder): string {
  return join(bundles, 'services')
}
const processModule = new URL('region-process.ts', import.meta.url)

/** One process with the gateway, the subgraphs and the keeper of a region. */
export function startRegion(options: RegionServicesOptions): Promise<ChildService> {
  const { region, ports, issuer, redisUrl, sessionsUrls, publicUrl } = options
  const subgraphs = ['account', 'catalog', 'store', 'forecasting'] as const
  const gateway: Environment = {
    ...serviceEnvironment(options, 'gateway'),
    ...Object.fromEntries(subgraphs.map((name) => [`${name.toUpperCase()}_URL`, `http://127.0.0.1:${ports[name]}`])),
    TOKEN_ISSUER: issuer.issuer,
    TOKEN_JWKS_URL: issuer.jwksUri,
    SIGN_IN_CLIENT_IDS: [clientIdOf(webClientName(region.zone)), clientIdOf(commandLineClient)].join(','),
    PUBLIC_URL: publicUrl,
    ...(redisUrl === undefined ? {} : { REDIS_URL: redisUrl }),
    ...(sessionsUrls.length === 0 ? {} : { SESSION_REDIS_URL: sessionsUrls.join(' ') }),
  }
  const keeper = { ...serviceEnvironment(options, 'keeper'), GATEWAY_URL: `http://127.0.0.1:${ports.gateway}` }
  const plan: ServicePlan = [
    ...subgraphs.map((name) => [name, serviceEnvironment(options, name)] as const),
    ['keeper', keeper],
    ['gateway', gateway],
  ]
  return startProcess(options, options.region.name, plan)
}

/** The process that computes the forecasts of a region. */
export function startRegionWorker(options: RegionServicesOptions): Promise<ChildService> {
  return startProcess(options, `${options.region.name}-worker`, [['worker', serviceEnvironment(options, 'worker')]])
}

function serviceEnvironment({ region, ports, secretsUrl, codeVersion }: RegionServicesOptions, service: ServiceName): Environment {
  return {
    HEMISPHERE_REGION: region.name,
    HEMISPHERE_ZONE: region.zone,
    BUDDY_REGION: region.buddy,
    HOST: '127.0.0.1',
    PORT: String(ports[service]),
    SECRETS_ENDPOINT: secretsUrl,
    LOG_LEVEL: 'info',
    ...(service === 'forecasting' ? { CODE_VERSION: codeVersion } : {}),
  }
}

function startProcess({ state, base, signal }: RegionServicesOptions, name: string, plan: ServicePlan): Promise<ChildService> {
  const options: RegionProcessOptions = { bundles: serviceBundlesIn(state), plan }
  return startNodeChild({
    name,
    records: state.processes,
    module: processModule,
    args: [JSON.stringify(options)],
    environment: base,
    logFile: join(state.logs, `${name}.log`),
    stopLimitMs,
    signal,
  })
}
