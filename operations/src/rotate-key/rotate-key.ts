import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  UpdateSecretVersionStageCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager'
import { z } from 'zod'

/** What Secrets Manager sends for each step ("Lambda rotation function", Secrets Manager user guide). */
export const rotationEvent = z.object({
  Step: z.enum(['createSecret', 'setSecret', 'testSecret', 'finishSecret']),
  SecretId: z.string().min(1),
  /** Id of the version that becomes the current one. */
  ClientRequestToken: z.string().min(1),
})

export type RotationEvent = Readonly<z.infer<typeof rotationEvent>>

export interface RotateKey {
  readonly client: Pick<SecretsManagerClient, 'send'>
  readonly randomBytes: (count: number) => Uint8Array
}

const keyBytes = 32

/**
 * One step of the rotation of a random key, whose readers all look into the secret itself: 32 bytes as base64url. Each step may come
 * again, also when it was done already, and then changes nothing.
 */
export async function rotateKey({ client, randomBytes }: RotateKey, event: RotationEvent): Promise<void> {
  const { Step: step, SecretId: secretId, ClientRequestToken: version } = event

  const stages = await findStages()
  if (stages.includes('AWSCURRENT')) return
  if (!stages.includes('AWSPENDING'))
    throw new Error(`version ${version} of ${secretId} is not pending: its labels are [${stages.join(', ')}]`)
  switch (step) {
    case 'createSecret':
      return createKey()
    case 'setSecret':
      // Nobody else is told: whoever uses the key reads it here.
      return undefined
    case 'testSecret':
      return testKey()
    case 'finishSecret':
      return finish()
  }

  async function findStages(): Promise<readonly string[]> {
    const secret = await client.send(new DescribeSecretCommand({ SecretId: secretId }))
    if (secret.RotationEnabled !== true) throw new Error(`rotation of ${secretId} is not enabled`)
    return secret.VersionIdsToStages?.[version] ?? []
  }

  async function createKey(): Promise<void> {
    if ((await findPending()) !== undefined) return
    const key = Buffer.from(randomBytes(keyBytes)).toString('base64url')
    await client.send(
      new PutSecretValueCommand({ SecretId: secretId, ClientRequestToken: version, SecretString: key, VersionStages: ['AWSPENDING'] }),
    )
  }

  async function testKey(): Promise<void> {
    const pending = await findPending()
    if (pending === undefined || !isKey(pending)) throw new Error(`version ${version} of ${secretId} holds no key of ${keyBytes} bytes`)
  }

  async function finish(): Promise<void> {
    await testKey()
    const secret = await client.send(new DescribeSecretCommand({ SecretId: secretId }))
    const current = Object.entries(secret.VersionIdsToStages ?? {}).find(([, labels]) => labels.includes('AWSCURRENT'))?.[0]
    await client.send(
      new UpdateSecretVersionStageCommand({
        SecretId: secretId,
        VersionStage: 'AWSCURRENT',
        MoveToVersionId: version,
        ...(current === undefined ? {} : { RemoveFromVersionId: current }),
      }),
    )
  }

  /** Before `createSecret` the version may have its label and no value. */
  async function findPending(): Promise<string | undefined> {
    try {
      const options = { SecretId: secretId, VersionId: version, VersionStage: 'AWSPENDING' }
      return (await client.send(new GetSecretValueCommand(options))).SecretString
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return undefined
      throw error
    }
  }
}

function isKey(text: string): boolean {
  const bytes = Buffer.from(text, 'base64url')
  return bytes.length === keyBytes && bytes.toString('base64url') === text
}
