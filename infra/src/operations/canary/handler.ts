import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { probeRegion, type ProbeClient } from '../../delivery/steps/probe.ts'

const timeoutMs = 10_000

/** What Synthetics calls: it ends well, or throws what the probe found. */
export async function handler(): Promise<void> {
  const { HEMISPHERE_REGION: region, PROBE_URL: url, PROBE_SECRET_ID: SecretId } = process.env
  if (region === undefined || url === undefined || SecretId === undefined) throw new Error('the canary has not all of its variables')
  const { SecretString = '{}' } = await new SecretsManagerClient({ region }).send(new GetSecretValueCommand({ SecretId }))
  const { tokenUrl, clientId, clientSecret } = JSON.parse(SecretString) as Partial<ProbeClient>
  if (tokenUrl === undefined || clientId === undefined || clientSecret === undefined)
    throw new Error('no probe client is set: see docs/deploy.md')
  const fault = await probeRegion({ url, region, client: { tokenUrl, clientId, clientSecret }, fetch, timeoutMs })
  if (fault !== undefined) throw new Error(fault)
}
