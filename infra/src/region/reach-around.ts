import type { DatabasePlan } from '@hemisphere/topology/databases.ts'
import type { RegionPlan } from '@hemisphere/topology/topology.ts'
import type { Cache } from './cache.ts'
import type { DatabaseMember } from './database-member.ts'
import { farReaderId, loginId, loginsOf } from './logins.ts'
import type { ReachableDatabase, ServiceWorld } from './service.ts'
import { servicePlans } from './service-plans.ts'

/** A region as far as others reach it. */
export interface Neighbour {
  readonly plan: RegionPlan
  readonly network: { readonly cidr: string }
  readonly data: { readonly members: ReadonlyMap<string, DatabaseMember>; readonly cache: Cache }
  readonly replicas: { readonly members: ReadonlyMap<string, DatabaseMember> }
  readonly sessions: { readonly cache: Cache }
}

export interface ReachAroundOptions {
  readonly region: Neighbour
  readonly others: readonly Neighbour[]
  /** Of the zone. */
  readonly databases: readonly DatabasePlan[]
  /** Region on whose directory this one falls back. */
  readonly farDirectory: Neighbour
  readonly zone: string
  readonly issuer: string
  readonly signInClientIds: readonly string[]
  readonly publicUrl: string
  readonly registryAccount: string
  readonly version: string
}

export type World = Pick<
  ServiceWorld,
  'databases' | 'cache' | 'sessions' | 'registryAccount' | 'version' | 'environment' | 'ownEnvironment'
>

/** What the services of a region find around them, and the variables by which they are told. */
export function reachAround(options: ReachAroundOptions): World {
  const { region, others, farDirectory, zone, issuer, signInClientIds, publicUrl, registryAccount, version } = options
  const { name, buddy } = region.plan
  const urlOf = (service: string): string => `http://${service}:${servicePlans.find((plan) => plan.name === service)?.port}`
  const { cache } = region.data
  const sessions = region.sessions.cache
  return {
    registryAccount,
    version,
    databases: [...nearDatabases(options), farReader(options, farDirectory)],
    cache: { securityGroup: cache.securityGroup, port: cache.port, tokenId: 'hemisphere/cache/token', otherNetworks: [] },
    sessions: {
      securityGroup: sessions.securityGroup,
      port: sessions.port,
      tokenId: 'hemisphere/sessions/token',
      otherNetworks: others.map(({ network }) => network.cidr),
    },
    environment: { HEMISPHERE_REGION: name, HEMISPHERE_ZONE: zone, BUDDY_REGION: buddy, LOG_LEVEL: 'info' },
    ownEnvironment: {
      gateway: {
        ACCOUNT_URL: urlOf('account'),
        CATALOG_URL: urlOf('catalog'),
        STORE_URL: urlOf('store'),
        FORECASTING_URL: urlOf('forecasting'),
        TOKEN_ISSUER: issuer,
        TOKEN_JWKS_URL: `${issuer}/.well-known/jwks.json`,
        SIGN_IN_CLIENT_IDS: signInClientIds.join(','),
        PUBLIC_URL: publicUrl,
        REDIS_URL: cache.url,
        REDIS_TOKEN_SECRET: 'hemisphere/cache/token',
        SESSION_REDIS_URL: [sessions, ...others.map((other) => other.sessions.cache)].map(({ url }) => url).join(' '),
        SESSION_REDIS_TOKEN_SECRET: 'hemisphere/sessions/token',
      },
      keeper: { GATEWAY_URL: urlOf('gateway') },
      forecasting: { CODE_VERSION: version },
    },
  }
}

function nearDatabases({ region, databases }: ReachAroundOptions): readonly ReachableDatabase[] {
  return [...region.data.members, ...region.replicas.members].map(([name, { securityGroup, port, resourceId }]) => {
    const plan = databases.find((candidate) => candidate.name === name)
    if (plan === undefined) throw new Error(`there is no database ${name}`)
    return {
      use: plan.home === undefined ? 'directory' : 'homes',
      securityGroup,
      port,
      resourceId,
      region: region.plan.name,
      loginId: (login) => loginId(plan, login),
      role: (login) => roleOf(plan, login),
    }
  })
}

/** The directory of another region of the zone, which its reader alone falls back on. */
function farReader({ databases, zone }: ReachAroundOptions, far: Neighbour): ReachableDatabase {
  const plan = databases.find(({ name }) => name === `directory-${zone}`)
  const member = far.data.members.get(`directory-${zone}`) ?? far.replicas.members.get(`directory-${zone}`)
  if (plan === undefined || member === undefined) throw new Error(`${far.plan.name} has no directory of zone ${zone}`)
  return {
    use: 'far-directory',
    port: member.port,
    resourceId: member.resourceId,
    region: far.plan.name,
    network: far.network.cidr,
    host: member.host,
    loginId: () => farReaderId,
    role: (login) => roleOf(plan, login),
  }
}

function roleOf(plan: DatabasePlan, login: string): string {
  const role = loginsOf(plan).find(({ name }) => name === login)?.role
  if (role === undefined) throw new Error(`database ${plan.name} has no login ${login}`)
  return role
}
