import { parseConfig } from '@hemisphere/kit/config.ts'
import { createSecretReader } from '@hemisphere/kit/secrets.ts'
import { triggerVariables } from './config.ts'
import { createDirectoryReader } from './directory-reader.ts'
import { createLastKnown } from './last-known.ts'
import { createPreTokenGeneration } from './pre-token-generation.ts'

const config = parseConfig(triggerVariables, process.env)
const reader = createDirectoryReader({
  secrets: createSecretReader({ region: config.AWS_REGION, endpoint: config.SECRETS_ENDPOINT }),
  secretId: config.DIRECTORY_SECRET_ID,
  fallbackSecretId: config.DIRECTORY_FALLBACK_SECRET_ID,
  statementTimeoutMs: 1_000,
  deadlineMs: 1_500,
  patienceMs: 500,
  now: Date.now,
})

/** What Cognito calls before it signs a token. */
export const handler = createPreTokenGeneration({
  zone: config.HEMISPHERE_ZONE,
  findSubject: (subject) => reader.findSubject(subject),
  lastKnown: createLastKnown({ maxAgeMs: 15 * 60_000, maxEntries: 5_000, now: Date.now }),
  onOutage: (error, outcome) => process.stderr.write(`${JSON.stringify({ level: 'error', outcome, message: reasonOf(error) })}\n`),
})

function reasonOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : 'unknown'
}
