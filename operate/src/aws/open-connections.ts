import { createPool } from '@hemisphere/kit/database.ts'
import type { DatabaseSecret } from '@hemisphere/kit/secrets.ts'
import { opsSchema, schemasOf } from '@hemisphere/migrations/database-schemas.ts'
import type { OperatedDatabase } from '@hemisphere/operations/zone-databases.ts'
import { planDatabases } from '@hemisphere/topology/databases.ts'
import { topology } from '@hemisphere/topology/regions.ts'
import type pg from 'pg'
import type { MemberAddress } from '../config.ts'
import type { ZoneConnections } from '../zone-connections.ts'

/** How a role enters a member; by IAM unless said otherwise. */
export type LoginOf = (member: MemberAddress, role: string) => DatabaseSecret

export interface OpenedConnections extends ZoneConnections, AsyncDisposable {
  readonly databases: readonly string[]
  operated(database: string): Promise<OperatedDatabase>
}

/** A member that is silent is as good as one that is gone; a connection to another region has TLS and a token to make. */
const connectionTimeoutMs = 5_000
/** Longer than the longest wait for a lock that a statement of ours asks for. */
const opsTimeoutMs = 20_000

/** Connections to members of a zone's databases, each made when it is first asked for. */
export function openConnections(members: readonly MemberAddress[], loginOf: LoginOf = byIam): OpenedConnections {
  const pools = new Map<string, Promise<pg.Pool>>()
  const databases = [...new Set(members.map(({ database }) => database))]

  function pool(member: MemberAddress, role: string, queryTimeoutMs?: number): Promise<pg.Pool> {
    const key = `${role} ${member.database} ${member.region}`
    const known = pools.get(key)
    if (known !== undefined) return known
    const opening = createPool({
      login: async () => loginOf(member, role),
      service: 'operate',
      maxConnections: 3,
      connectionTimeoutMs,
      ...(queryTimeoutMs === undefined ? {} : { queryTimeoutMs }),
    })
    pools.set(key, opening)
    return opening
  }

  function memberOf(database: string, region: string): MemberAddress {
    const member = members.find((candidate) => candidate.database === database && candidate.region === region)
    if (member === undefined) throw new Error(`there is no member of ${database} in ${region} among those that this task was given`)
    return member
  }

  async function operated(database: string): Promise<OperatedDatabase> {
    const own = members.filter((member) => member.database === database)
    if (own.length === 0) throw new Error(`got database ${database}, wanted one of ${databases.join(', ')}`)
    return {
      name: database,
      members: await Promise.all(
        own.map(async (member) => ({ region: member.region, owner: await pool(member, opsSchema.owner, opsTimeoutMs) })),
      ),
    }
  }

  const roleOf = (schema: string, of: 'owner' | 'service'): string => {
    const plan = schemasOf({ home: 'any' }).find((candidate) => candidate.schema === schema)
    if (plan === undefined) throw new Error(`a home has no schema ${schema}`)
    return plan[of]
  }

  return {
    databases,
    operated,
    home: (region) => operated(`home-${region}`),
    directory: (zone) => operated(`directory-${zone}`),
    schemaOwner: async (home, schema, region) => pool(memberOf(`home-${home}`, region), roleOf(schema, 'owner')),
    schemaService: async (home, schema, region) => pool(memberOf(`home-${home}`, region), roleOf(schema, 'service')),
    async directoryOwner(region) {
      const name = databases.find((database) => database.startsWith('directory-'))
      return pool(memberOf(name ?? 'directory', region), 'directory_owner', opsTimeoutMs)
    },
    async [Symbol.asyncDispose]() {
      // One that could not be opened has told so where it was asked for.
      await Promise.allSettled([...pools.values()].map(async (opening) => (await opening).end()))
    },
  }
}

function byIam({ database, host, port }: MemberAddress, role: string): DatabaseSecret {
  const plan = planDatabases(topology).find(({ name }) => name === database)
  if (plan === undefined) throw new Error(`the topology has no database ${database}`)
  return { host, port, dbname: plan.dbname, username: role, authentication: 'iam' }
}
