import { randomBytes } from 'node:crypto'
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { rotateKey, rotationEvent } from './rotate-key.ts'

// SECRETS_ENDPOINT: only where Secrets Manager is not AWS's own.
const { AWS_REGION: region, SECRETS_ENDPOINT: endpoint } = process.env
const client = new SecretsManagerClient({
  ...(region === undefined ? {} : { region }),
  ...(endpoint === undefined ? {} : { endpoint }),
})

/** What Secrets Manager calls for each step of a rotation. */
export async function handler(event: unknown): Promise<void> {
  await rotateKey({ client, randomBytes }, rotationEvent.parse(event))
}
