import { z } from 'zod'
import { options, type Aws } from './aws-cli.ts'

const secretText = z.object({ SecretString: z.string() })

/** Of one call, in seconds: a region that is lost may not answer at all. */
const limits = options({ 'cli-connect-timeout': '5', 'cli-read-timeout': '10' })

/** The JSON of a secret from the first of these regions that gives it; the last one's fault where none does. */
export async function readSecretAnywhere(aws: Aws, secretId: string, regions: readonly string[]): Promise<unknown> {
  let fault: unknown = new Error(`got no region in which secret ${secretId} is kept`)
  for (const region of regions) {
    try {
      const answer = await aws(['secretsmanager', 'get-secret-value', ...options({ region, 'secret-id': secretId }), ...limits])
      return JSON.parse(secretText.parse(answer).SecretString)
    } catch (error) {
      fault = error
    }
  }
  throw new Error(`secret ${secretId} could not be read in ${regions.join(', ')}`, { cause: fault })
}
