import type { SecretReader } from '@hemisphere/kit/secrets.ts'
import { z } from 'zod'
import type { WebClient } from './issuer-client.ts'

const secretSchema = z.object({ clientId: z.string().min(1), clientSecret: z.string().min(1) })

/** The web client as Secrets Manager keeps it; a malformed one is told without its value. */
export async function readWebClient(secrets: SecretReader): Promise<WebClient> {
  const secretId = 'hemisphere/client/web'
  const parsed = secretSchema.safeParse(JSON.parse(await secrets.read(secretId)))
  if (!parsed.success) throw new Error(`secret ${secretId} is not a client: ${z.prettifyError(parsed.error)}`)
  return parsed.data
}
