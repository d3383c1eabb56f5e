import { randomBytes } from 'node:crypto'
import { openSecretStore, type SecretStore } from '../secrets/secret-store.ts'
import { generateSecrets } from './generate-secrets.ts'
import type { WorldPorts } from './ports.ts'
import type { StateFolder } from './state-folder.ts'
import { partnerOf, type WorldTenant } from './tenants.ts'

/** The secrets of a state folder, with all that a world on these ports needs. */
export async function makeSecrets(
  state: StateFolder,
  { ports, tenants, now }: { readonly ports: WorldPorts; readonly tenants: readonly WorldTenant[]; readonly now: () => number },
): Promise<SecretStore> {
  const store = await openSecretStore(state.secrets, now)
  const clients = tenants.map(({ slug, zone }) => ({ name: partnerOf(slug), zone }))
  await generateSecrets({ store, ports, clients, randomText: (byteCount) => randomBytes(byteCount).toString('base64url') })
  return store
}
