import pg from 'pg'
import { untilMarked } from '../lease/mark.ts'
import {
  awaitTenant,
  dismissTenant,
  fenceTenant,
  findPlacement,
  forgetTenant,
  unfenceTenant,
  welcomeTenant,
} from '../placement/place-tenant.ts'
import { copyTenant, eraseTenant, type CopiedTable } from './copy-tenant.ts'
import { lockMove } from './lock-move.ts'

/** A tenant as its zone's directory knows it. */
export interface MovingTenant {
  readonly tenantId: string
  readonly zone: string
  readonly homeRegion: string
  readonly epoch: number
}

/** A home's database, as a move needs it. */
export interface MoveHome {
  readonly region: string
  readonly zone: string
  /** Owner of schema `ops` at the writer. */
  readonly ops: pg.Pool
  /** Owner of a schema at the writer. */
  readonly schema: (name: string) => pg.Pool
}

export interface MoveTenant {
  readonly tenant: MovingTenant
  /** Where the tenant lives; to finish a move that was broken off after its flip, where it lived. */
  readonly from: MoveHome
  readonly to: MoveHome
  /** The old home's replica in the new home's region, which is read in place of the writer: owner of a schema there. */
  readonly replica: (schema: string) => pg.Pool
  /** Schemas whose rows move, in the order in which they are written. */
  readonly schemas: readonly string[]
  /** Writes home and epoch + 1 into the directory, if epoch is what it was; false when it was not. */
  readonly flip: (tenant: MovingTenant, homeRegion: string) => Promise<boolean>
  /** The tenant as the directory knows it now. */
  readonly find: (tenantId: string) => Promise<Pick<MovingTenant, 'homeRegion' | 'epoch'> | undefined>
  /** Begins anew, at the new home, the jobs that were under way at the old one. */
  readonly restartJobs: (tenantId: string) => Promise<void>
  readonly tell: (line: string) => void
  readonly now: () => number
}

export interface TenantMoved {
  readonly epoch: number
  /** How long the tenant could not write. */
  readonly fencedMs: number
  readonly tables: readonly CopiedTable[]
  readonly erasedRows: number
}

const catchUpLimitMs = 30_000

/**
 * Moves a tenant within its zone: fences its writes, waits until the replica at the new home has all of them, copies the rows
 * there, flips home and epoch in the directory, and erases the old rows. At no moment do two homes take writes. A fault before
 * the flip lets the tenant write where it was, and leaves nothing at the new home; after one that came later the same move, made
 * again, goes on from there. A move out of the zone is refused, and one beside another of the same tenant.
 */
export async function moveTenant(move: MoveTenant): Promise<TenantMoved> {
  const { tenant, from, to, now } = move
  checkMove(tenant, to)
  await using _lock = await lockMove(from.ops, tenant.tenantId)
  if (to.region === tenant.homeRegion) return finish(move, { epoch: tenant.epoch, fencedMs: 0, tables: [] })
  if (from.region !== tenant.homeRegion) throw new Error(`the tenant is at home in ${tenant.homeRegion}, not in ${from.region}`)
  const fencedAt = now()
  const tables = await bring(move)
  // The directory has said it: from here on the move only goes forward.
  const fencedMs = now() - fencedAt
  move.tell(`writes were fenced for ${fencedMs} ms`)
  return finish(move, { epoch: tenant.epoch + 1, fencedMs, tables })
}

/** Everything up to the flip; a fault undoes it, unless nobody can say whether the directory was flipped. */
async function bring(move: MoveTenant): Promise<readonly CopiedTable[]> {
  const { tenant, from, to, schemas, tell } = move
  const { tenantId } = tenant
  const mark = await fenceTenant(from.ops, tenantId)
  tell(`writes are fenced in ${from.region}`)
  try {
    await untilCaughtUp(move.replica(schemas[0] ?? ''), mark)
    tell(`the replica in ${to.region} has all of them`)
    await awaitTenant(to.ops, { tenantId, epoch: tenant.epoch + 1 })
    const tables = await copyAll(move)
    // Open before anybody is sent there: no token of the new epoch exists until the directory has it.
    await welcomeTenant(to.ops, { tenantId, epoch: tenant.epoch + 1 })
    if (!(await isFlipped(move))) throw new Error('the directory knows another epoch of the tenant by now')
    return tables
  } catch (error) {
    if (!(error instanceof UnsettledError)) await undo(move)
    throw error
  }
}

/** The directory may say that the tenant has moved: what is at its homes has to stay. */
class UnsettledError extends Error {}

/**
 * Flips the directory. A flip whose answer was lost may still be under way there: one more waits for it by the row's lock, and
 * finds what it has done.
 */
async function isFlipped({ tenant, to, flip, find }: MoveTenant): Promise<boolean> {
  const flipped = await flip(tenant, to.region).catch((error: unknown) => {
    // The server itself has refused: nothing of it is under way.
    if (error instanceof pg.DatabaseError) throw error
    return orUnsettled(flip(tenant, to.region))
  })
  if (flipped) return true
  const known = await orUnsettled(find(tenant.tenantId))
  if (known?.homeRegion === to.region && known.epoch === tenant.epoch + 1) return true
  if (known?.homeRegion === tenant.homeRegion) return false
  return orUnsettled(Promise.reject(new Error(`the directory knows another home of the tenant: ${known?.homeRegion}`)))
}

async function orUnsettled<Answer>(answer: Promise<Answer>): Promise<Answer> {
  try {
    return await answer
  } catch (cause) {
    throw new UnsettledError('whether the directory was flipped is not known; the tenant stays fenced: make the same move again', { cause })
  }
}

/** What comes after the flip, each step harmless to repeat. */
async function finish(move: MoveTenant, moved: Omit<TenantMoved, 'erasedRows'>): Promise<TenantMoved> {
  const { tenant, from, to, schemas, restartJobs, tell } = move
  const { tenantId } = tenant
  const left = await findPlacement(from.ops, tenantId)
  if (left === undefined || left.epoch > moved.epoch) throw new Error(`the tenant is at home in ${to.region} already`)
  await welcomeTenant(to.ops, { tenantId, epoch: moved.epoch })
  tell(`at home in ${to.region} with epoch ${moved.epoch}`)
  if (left.state !== 'moved') {
    await restartJobs(tenantId)
    await dismissTenant(from.ops, { tenantId, epoch: moved.epoch }, to.region)
  }
  let erasedRows = 0
  for (const schema of schemas.toReversed()) erasedRows += await eraseTenant({ schema, tenantId, pool: from.schema(schema) })
  tell(`${erasedRows} rows are erased in ${from.region}`)
  return { ...moved, erasedRows }
}

/** Throws where a tenant may not go: out of its zone. */
export function checkMove(tenant: Pick<MovingTenant, 'zone'>, to: Pick<MoveHome, 'region' | 'zone'>): void {
  if (to.zone !== tenant.zone) {
    throw new Error(
      `got a move from zone ${tenant.zone} to ${to.region} in zone ${to.zone}, wanted a region of zone ${tenant.zone}: a tenant's data never leaves its zone by a move; export it there and import it here under a new contract`,
    )
  }
}

async function copyAll({ tenant, to, replica, schemas, tell }: MoveTenant): Promise<readonly CopiedTable[]> {
  const { tenantId } = tenant
  const tables: CopiedTable[] = []
  for (const schema of schemas) {
    // Rows that an earlier attempt has left, or an earlier stay.
    await eraseTenant({ schema, tenantId, pool: to.schema(schema) })
    const copied = await copyTenant({ schema, tenantId, from: replica(schema), to: to.schema(schema) })
    tell(`${schema}: ${copied.reduce((sum, { rows }) => sum + rows, 0)} rows of ${copied.length} tables are copied and compared`)
    tables.push(...copied)
  }
  return tables
}

/** Back to where it was: the tenant writes where it did, and what has come is erased. */
async function undo({ tenant, from, to, schemas, tell }: MoveTenant): Promise<void> {
  const { tenantId } = tenant
  try {
    await unfenceTenant(from.ops, tenantId)
    const arriving = { tenantId, epoch: tenant.epoch + 1 }
    // Closed again before it is emptied, if it had been opened.
    await awaitTenant(to.ops, arriving)
    for (const schema of schemas.toReversed()) await eraseTenant({ schema, tenantId, pool: to.schema(schema) })
    await forgetTenant(to.ops, arriving)
  } catch (fault) {
    // The fault that is being undone is the one to throw; the next attempt begins by erasing.
    tell(`not all of it could be undone: ${String(fault)}; make the same move again`)
  }
}

async function untilCaughtUp(replica: pg.Pool, mark: number): Promise<void> {
  if (!(await untilMarked(replica, mark, catchUpLimitMs)))
    throw new Error(`the replica does not have all writes of its writer after ${catchUpLimitMs / 1_000} s`)
}
