import { databaseSecretSchema, type DatabaseSecret } from '@hemisphere/kit/secrets.ts'
import { createWebClientSecret } from '../issuer/client-adapter.ts'
import type { SecretStore } from '../secrets/secret-store.ts'
import type { WorldPorts } from './ports.ts'
import { regions, zoneNamed, zones, type RegionName, type ZoneName } from './regions.ts'
import { clientSecretId, schemaLoginIds, schemas, secretIds } from './secret-ids.ts'

export interface GenerateOptions {
  readonly store: SecretStore
  readonly ports: WorldPorts
  /** Partner clients, each with the zone whose issuer knows it. */
  readonly clients: readonly { readonly name: string; readonly zone: ZoneName }[]
  /** Random text, base64url of this many bytes. */
  readonly randomText: (byteCount: number) => string
}

const keyBytes = 32

/** Gives every region its secrets: those that are kept stay, those that are missing are made at random. */
export async function generateSecrets({ store, ports, clients, randomText }: GenerateOptions): Promise<void> {
  const kept = (region: RegionName, secretId: string): string | undefined => store.find(region, secretId)?.value
  const everywhere = regions.map((region) => region.name)
  const keptAmong = (among: readonly RegionName[], secretId: string): string | undefined =>
    among.map((region) => kept(region, secretId)).find((value) => value !== undefined)
  const shared = (among: readonly RegionName[], secretId: string, byteCount: number): string =>
    keptAmong(among, secretId) ?? randomText(byteCount)

  function login(region: RegionName, secretId: string, wanted: Omit<DatabaseSecret, 'host' | 'password'>): string {
    const text = kept(region, secretId)
    const password = text === undefined ? randomText(keyBytes) : databaseSecretSchema.parse(JSON.parse(text)).password
    return JSON.stringify({ host: '127.0.0.1', ...wanted, password })
  }

  function directoryLogins(zone: ZoneName, region: RegionName): Readonly<Record<string, string>> {
    const { directoryRegion } = zoneNamed(zone)
    const port = ports.regions[directoryRegion].postgres
    const make = (secretId: string, username: string): string => login(directoryRegion, secretId, { port, dbname: 'directory', username })
    return {
      [secretIds.directoryReader]: make(secretIds.directoryReader, 'directory_reader'),
      // Only where the directory's writer is.
      ...(region === directoryRegion ? { [secretIds.directoryOwner]: make(secretIds.directoryOwner, 'directory_owner') } : {}),
    }
  }

  const originVerify = shared(everywhere, secretIds.originVerify, keyBytes)
  const demoPassword = shared(everywhere, secretIds.demoPassword, 12)
  for (const zone of zones) {
    const members = regions.filter((region) => region.zone === zone.name).map((region) => region.name)
    // The directory's own region first: its buddy is given the same login.
    for (const region of members.toSorted((one, other) => Number(other === zone.directoryRegion) - Number(one === zone.directoryRegion))) {
      const port = ports.regions[region].postgres
      await store.putAll(region, {
        [secretIds.internalTokenKey]: kept(region, secretIds.internalTokenKey) ?? randomText(keyBytes),
        [secretIds.cursorKey]: shared(members, secretIds.cursorKey, keyBytes),
        [secretIds.originVerify]: originVerify,
        [secretIds.demoPassword]: demoPassword,
        [secretIds.webClient]: keptAmong(members, secretIds.webClient) ?? createWebClientSecret(zone.name, randomText(keyBytes)),
        [secretIds.databaseAdmin]: kept(region, secretIds.databaseAdmin) ?? randomText(keyBytes),
        ...Object.fromEntries(
          schemas.flatMap((schema) => [
            [
              schemaLoginIds(schema).service,
              login(region, schemaLoginIds(schema).service, { port, dbname: 'hemisphere', username: `${schema}_service` }),
            ],
            [
              schemaLoginIds(schema).owner,
              login(region, schemaLoginIds(schema).owner, { port, dbname: 'hemisphere', username: `${schema}_owner` }),
            ],
          ]),
        ),
        ...directoryLogins(zone.name, region),
        ...Object.fromEntries(
          clients
            .filter((client) => client.zone === zone.name)
            .map(({ name }) => [clientSecretId(name), shared(members, clientSecretId(name), keyBytes)]),
        ),
      })
    }
  }
}
