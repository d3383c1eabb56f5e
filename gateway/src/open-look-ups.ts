import { createPool } from '@hemisphere/kit/database.ts'
import { homeLoginId } from '@hemisphere/kit/home-database.ts'
import { readDatabaseSecret, type SecretReader } from '@hemisphere/kit/secrets.ts'
import type pg from 'pg'
import { createDirectory, type Directory } from './directory/directory.ts'
import { withFallback } from './directory/with-fallback.ts'
import { createHomeLeaseReader, type HomeLeaseReader } from './home/home-lease.ts'

export interface OpenLookUps {
  readonly region: string
  readonly buddyRegion: string | undefined
  readonly secrets: SecretReader
  /** Takes over the connections. */
  readonly resources: AsyncDisposableStack
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly onFault: (error: unknown) => void
}

export interface LookUps {
  /** The zone's directory: the member of this region, or the buddy's while that does not answer. */
  readonly directory: Directory
  /** Leases of the own home and of the buddy's, as this region's members tell them. */
  readonly readLease: HomeLeaseReader
}

const timeoutMs = 1_500

/** Opens what a gateway asks of databases itself: who lives where, and who may write. Neither a slow nor a silent server holds it. */
export async function openLookUps({ region, buddyRegion, secrets, resources, now, onFault }: OpenLookUps): Promise<LookUps> {
  async function openPool(secretId: string): Promise<pg.Pool> {
    const login = () => readDatabaseSecret(secrets, secretId)
    const pool = await createPool({ login, service: 'gateway', connectionTimeoutMs: timeoutMs, queryTimeoutMs: timeoutMs })
    resources.defer(() => pool.end())
    return pool
  }

  const near = createDirectory(await openPool('hemisphere/database/directory-reader'))
  const members = new Map([[region, await openPool(homeLoginId(region, 'gateway'))]])
  const readLease = createHomeLeaseReader({ members, now, onFault })
  if (buddyRegion === undefined) return { directory: near, readLease }
  members.set(buddyRegion, await openPool(homeLoginId(buddyRegion, 'gateway')))
  const far = createDirectory(await openPool('hemisphere/database/directory-reader-buddy'))
  return { directory: withFallback(near, far, { now, onFault }), readLease }
}
