import { createHash, randomBytes } from 'node:crypto'
import { z } from 'zod'
import { fromInput, options, type Aws } from './aws-cli.ts'

/** A secret in an account, and AWS on the role that the account offers for it. */
export interface SecretHolder {
  readonly aws: Aws
  readonly region: string
  readonly secretId: string
}

export interface RotateOriginVerify {
  /** What the zone's load balancers and gateways take: the current and the previous value. */
  readonly zone: SecretHolder
  /** The edge's copy, of which it sends the current value. */
  readonly edge: SecretHolder
  /** Of this release: the same release repeated makes the same versions. */
  readonly releaseId: string
  readonly tell: (line: string) => void
}

const secretValue = z.object({ SecretString: z.string() })
const versions = z.object({ Versions: z.array(z.object({ VersionStages: z.array(z.string()).optional() })) })

/**
 * First half of a rotation, before the zone's regions are released: the zone gets a new value as its current one and has that of the
 * edge as its previous, so both are good. A rotation whose second half did not come is left as it is: another new value would push the
 * edge's out of the zone. A zone that does not know the edge's value yet, such as a new one, is given both.
 */
export async function offerOriginVerify({ zone, edge, releaseId, tell }: RotateOriginVerify): Promise<void> {
  const sent = await read(edge, 'AWSCURRENT')
  if (sent === undefined) throw new Error(`the edge has no value of ${edge.secretId}, wanted one`)
  const current = await read(zone, 'AWSCURRENT')
  if (current !== sent) {
    if ((await read(zone, 'AWSPREVIOUS')) === sent) {
      tell('a value that the edge has not taken yet is offered already')
      return
    }
    await write(zone, sent, releaseId)
  }
  await write(zone, randomBytes(32).toString('hex'), releaseId)
  tell('the zone takes a new value, and that of the edge')
}

/** Second half, when every region has taken the zone's values: the edge gets the new one and sends it from its next deployment on. */
export async function takeOriginVerify({ zone, edge, releaseId, tell }: RotateOriginVerify): Promise<void> {
  const value = await read(zone, 'AWSCURRENT')
  if (value === undefined) throw new Error(`the zone has no value of ${zone.secretId}, wanted one`)
  if ((await read(edge, 'AWSCURRENT')) === value) {
    tell('the edge has the value of the zone already')
    return
  }
  await write(edge, value, releaseId)
  tell('the edge sends the new value from its next deployment on')
}

async function read({ aws, region, secretId }: SecretHolder, stage: 'AWSCURRENT' | 'AWSPREVIOUS'): Promise<string | undefined> {
  const secret = options({ region, 'secret-id': secretId })
  const { Versions } = versions.parse(await aws(['secretsmanager', 'list-secret-version-ids', ...secret]))
  if (!Versions.some(({ VersionStages = [] }) => VersionStages.includes(stage))) return undefined
  const answer = await aws(['secretsmanager', 'get-secret-value', ...secret, ...options({ 'version-stage': stage })])
  return secretValue.parse(answer).SecretString
}

async function write({ aws, region, secretId }: SecretHolder, value: string, releaseId: string): Promise<void> {
  // A version id belongs to one value for ever, so it is made of both; it may have 64 characters ("PutSecretValue", API reference).
  const token = createHash('sha256').update(`${releaseId} ${value}`).digest('hex')
  const secret = options({ region, 'secret-id': secretId })
  await aws(['secretsmanager', 'put-secret-value', ...secret, '--client-request-token', token, '--secret-string', fromInput], value)
}
