import type pg from 'pg'
import { createPool } from './database.ts'
import { readDatabaseSecret, type DatabaseSecret, type SecretReader } from './secrets.ts'

/** The database of the tenants that are at home in one region, as it is reached from here. */
export interface HomeDatabase {
  /** The member in this region: the writer, or a replica to read from. */
  readonly pool: pg.Pool
  /** Takes writes while the member here is a replica; absent where nothing is to be forwarded. */
  readonly forwardTo?: pg.Pool
  /** Whether schema `ops` is there to hold the caller's placement epoch against the tenant's. */
  readonly checksPlacement?: boolean
}

/** The databases of the homes that a region serves: its own and, in a failover, its buddy's. */
export interface HomeDatabases {
  readonly own: HomeDatabase
  /** The own one and, where there is one, the buddy's. */
  readonly all: readonly HomeDatabase[]
  /** Throws for a home that this region never serves. */
  of(homeRegion: string): HomeDatabase
}

/** One database for whatever home: in tests, and where there is only one. */
export function oneHome(database: HomeDatabase): HomeDatabases {
  return { own: database, all: [database], of: () => database }
}

/** Id of the login of a service at the database of a home, in the secrets of any region that holds a member of it. */
export function homeLoginId(homeRegion: string, service: string): string {
  return `hemisphere/database/home-${homeRegion}/${service}`
}

export interface OpenHomes {
  readonly secrets: SecretReader
  readonly region: string
  readonly buddyRegion: string | undefined
  /** Name of the login, such as `catalog`. */
  readonly service: string
}

export type OpenedHomes = HomeDatabases & AsyncDisposable

/** For a connection of a request, made or waited for: a member that is gone must not hold requests until their deadline. */
const connectionTimeoutMs = 3_000

/** Pools to the own home's database and to the buddy's; each login is read anew for every new connection. */
export async function openHomes({ secrets, region, buddyRegion, service }: OpenHomes): Promise<OpenedHomes> {
  await using opened = new AsyncDisposableStack()
  const databases = new Map<string, HomeDatabase>()

  async function openPool(login: () => Promise<DatabaseSecret>): Promise<pg.Pool> {
    const pool = await createPool({ login, service, connectionTimeoutMs })
    opened.defer(() => pool.end())
    return pool
  }

  async function open(home: string): Promise<HomeDatabase> {
    const login = (): Promise<DatabaseSecret> => readDatabaseSecret(secrets, homeLoginId(home, service))
    const pool = await openPool(login)
    const { otherMember } = await login()
    if (otherMember === undefined) return { pool, checksPlacement: true }
    return { pool, checksPlacement: true, forwardTo: await openPool(async () => ({ ...(await login()), ...otherMember })) }
  }

  const own = await open(region)
  databases.set(region, own)
  if (buddyRegion !== undefined) databases.set(buddyRegion, await open(buddyRegion))
  const held = opened.move()
  return {
    own,
    all: [...databases.values()],
    of(homeRegion) {
      const database = databases.get(homeRegion)
      if (database === undefined) throw new Error(`region ${region} holds no database of home ${homeRegion}`)
      return database
    },
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  }
}
