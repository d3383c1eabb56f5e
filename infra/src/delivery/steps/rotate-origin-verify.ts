import { createHash, createHmac } from 'node:crypto'
import { z } from 'zod'
import { fromInput, options, type Aws } from './aws-cli.ts'

/** A secret in another account, and AWS on the role by which it may be written, but not read. */
export interface WrittenSecret {
  readonly aws: Aws
  readonly region: string
  readonly secretId: string
}

/** What the pipeline remembers of a zone's rotations. */
export interface RotationMemory {
  readonly read: () => Promise<string>
  readonly write: (text: string) => Promise<void>
}

export interface RotateOriginVerify {
  /** What load balancers and gateways of the zone take: its current and its previous value. */
  readonly zone: WrittenSecret
  /** The edge's copy, of which it sends the current value. */
  readonly edge: WrittenSecret
  /** Of the pipeline and of this zone alone: values are made of it, so that none is kept here. */
  readonly seed: string
  readonly memory: RotationMemory
  /** Commit of the release. Load balancers read the secret when their templates change, so one commit has one value. */
  readonly releaseId: string
  readonly tell: (line: string) => void
}

const memorySchema = z.object({
  /** Number and release of the rotation whose value the zone was given last. */
  offered: z.string().optional(),
  /** The same of the edge. */
  taken: z.string().optional(),
})

/**
 * First half of a rotation, before the zone's regions are released: the zone gets a new value, that of the edge becomes its previous
 * one, and both are good. A rotation whose second half did not come is offered again as it is: another new value would push the edge's
 * own out of the zone. What is offered is remembered before it is written, so that nothing can come between. A release that comes
 * again right after itself changes nothing.
 */
export async function offerOriginVerify(rotation: RotateOriginVerify): Promise<void> {
  const { zone, memory, releaseId, tell } = rotation
  const before = await recall(memory)
  const offered = nextRotation(before, releaseId)
  const isNew = offered !== before.offered
  if (isNew) await memory.write(JSON.stringify({ ...before, offered }))
  await put(zone, valueOf(rotation, offered))
  tell(isNew ? 'a new value is offered' : 'the value that was offered last is offered again')
}

/** Second half, when every region has taken the zone's values: the edge gets the new one and sends it from its next deployment on. */
export async function takeOriginVerify(rotation: RotateOriginVerify): Promise<void> {
  const { edge, memory, tell } = rotation
  const before = await recall(memory)
  if (before.offered === undefined) throw new Error('no value was offered to the zone, wanted one before the edge takes it')
  await put(edge, valueOf(rotation, before.offered))
  await memory.write(JSON.stringify({ ...before, taken: before.offered }))
  tell('the edge sends the value of the zone from its next deployment on')
}

/** The rotation that is open, or that of this very release, or a new one with the next number: an earlier release that comes back is new. */
function nextRotation({ offered, taken }: z.infer<typeof memorySchema>, releaseId: string): string {
  if (offered === undefined) return `1 ${releaseId}`
  const [number = '0', release] = offered.split(' ')
  return offered !== taken || release === releaseId ? offered : `${Number(number) + 1} ${releaseId}`
}

async function recall({ read }: RotationMemory): Promise<z.infer<typeof memorySchema>> {
  return memorySchema.parse(JSON.parse(await read()))
}

/** 64 hex digits, which a header may hold, and of which a release's are no help to guess another's. */
function valueOf({ seed }: RotateOriginVerify, rotation: string): string {
  // A seed that was never set would make values that anybody can make.
  if (seed.length < 32) throw new Error(`the seed has ${seed.length} characters, wanted 32 at least`)
  return createHmac('sha256', seed).update(`origin-verify ${rotation}`).digest('hex')
}

async function put({ aws, region, secretId }: WrittenSecret, value: string): Promise<void> {
  // A version id belongs to one value for ever: the same value put again is the same version, and changes nothing.
  const token = createHash('sha256').update(`${secretId} ${value}`).digest('hex')
  const version = options({ region, 'secret-id': secretId, 'client-request-token': token, 'secret-string': fromInput })
  await aws(['secretsmanager', 'put-secret-value', ...version], value)
}
