import { deriveSessionKey, type SessionKey } from '@hemisphere/gateway/session/session-keys.ts'
import { tenantHash } from '@hemisphere/kit/log.ts'
import type { SecretStore } from '../secrets/secret-store.ts'
import { findCommit } from '../world/find-commit.ts'
import { regions, zones } from '@hemisphere/topology/regions.ts'
import { secretIds } from '../world/secret-ids.ts'
import type { StateFolder } from '../world/state-folder.ts'
import { collectDatabaseFiles } from './collect-database-files.ts'
import { collectEdge } from './collect-edge.ts'
import { collectFiles } from './collect-files.ts'
import { cacheAddresses, collectRedis } from './collect-redis.ts'
import { collectRows } from './collect-rows.ts'
import { collectServers } from './collect-servers.ts'
import { collectTenants } from './collect-tenants.ts'
import { createLookBook } from './look-book.ts'
import { listMembers } from './members.ts'
import type { Evidence } from './report.ts'
import { portsOfRunning } from './running-ports.ts'
import { createTenantFinder } from './tenant-names.ts'

export interface LookEverywhere {
  readonly state: StateFolder
  readonly secrets: SecretStore
  readonly now: () => number
  /** Told of what is being looked at. */
  readonly tell: (what: string) => void
}

/** Looks into every store of every region of a running world. What does not answer is taken down as such; nothing is changed. */
export async function lookEverywhere({ state, secrets, now, tell }: LookEverywhere): Promise<Evidence> {
  const startedAt = new Date(now()).toISOString()
  const book = createLookBook()
  const ports = await portsOfRunning(state)
  const members = listMembers(secrets)
  tell('directories of the zones')
  const tenants = await collectTenants(book, members)
  const find = createTenantFinder(tenants)
  tell(`${members.length} members of databases, caches, sessions, logs, issuers, files`)
  const addresses = cacheAddresses(({ name }, use) => ports.regions[name][use === 'cache' ? 'redis' : 'sessions'])
  const knownHashes = new Set(tenants.map(({ id }) => tenantHash(id)))
  const [{ servers, links, waysOut }, redis, files, edge, ...ofMembers] = await Promise.all([
    collectServers(book, members),
    collectRedis({ book, addresses, find, sessionKeys: sessionKeysOf(secrets) }),
    collectFiles({ book, folder: state.path, find, knownHashes }),
    collectEdge(book, `http://localhost:${ports.edge}`, tenants),
    ...members.map(async (member) => {
      const found = await collectRows(book, member, tenants)
      tell(`${member.store} is counted`)
      return found
    }),
  ])
  const rows = ofMembers.flat()
  tell('files of databases')
  const databaseFiles = await collectDatabaseFiles({ book, state, servers, rows })
  return {
    startedAt,
    endedAt: new Date(now()).toISOString(),
    codeVersion: (await findCommit()) ?? 'unknown',
    tenants: tenants.map(({ id, slug, name, zone, homeRegion, epoch }) => ({ id, slug, name, zone, homeRegion, epoch })),
    findings: [...rows, ...redis.findings, ...files, ...databaseFiles.findings, ...edge],
    links: [...links, ...redis.links],
    waysOut: [...waysOut, ...databaseFiles.waysOut],
    servers,
    caches: redis.caches,
    looks: book.looks,
  }
}

/** Current and previous ones of each zone, as its gateways have them. */
function sessionKeysOf(secrets: SecretStore): ReadonlyMap<string, readonly SessionKey[]> {
  return new Map(
    zones.map(({ name: zone }) => {
      const stored = regions
        .filter((region) => region.zone === zone)
        .flatMap(({ name }) => [secrets.find(name, secretIds.sessionKey), secrets.find(name, secretIds.sessionKey, 'AWSPREVIOUS')])
      const values = new Set(stored.flatMap((version) => (version === undefined ? [] : [version.value])))
      return [zone, [...values].map((value) => deriveSessionKey(Buffer.from(value, 'base64url')))]
    }),
  )
}
