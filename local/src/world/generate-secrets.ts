import { databaseSecretSchema, type DatabaseSecret } from '@hemisphere/kit/secrets.ts'
import { createWebClientSecret } from '../issuer/client-adapter.ts'
import type { SecretStore } from '../secrets/secret-store.ts'
import { databasesIn, otherMember, type DatabasePlan } from './database-plans.ts'
import { memberPort, type WorldPorts } from './ports.ts'
import { regions, type RegionName, type RegionPlan, type ZoneName } from '@hemisphere/topology/regions.ts'
import {
  adminPasswordId,
  clientSecretId,
  edgeOriginVerifyId,
  edgeSecretsRegion,
  gatewayLogin,
  replicationPasswordId,
  schemaLogins,
  secretIds,
} from './secret-ids.ts'

export interface GenerateOptions {
  readonly store: SecretStore
  readonly ports: WorldPorts
  /** Partner clients, each with the zone whose issuer knows it. */
  readonly clients: readonly { readonly name: string; readonly zone: ZoneName }[]
  /** Random text, base64url of this many bytes. */
  readonly randomText: (byteCount: number) => string
}

const keyBytes = 32
const host = '127.0.0.1'

/** Gives every region, and the edge, its secrets: those that are kept stay, those that are missing are made at random. */
export async function generateSecrets({ store, ports, clients, randomText }: GenerateOptions): Promise<void> {
  const everywhere = regions.map(({ name }) => name)
  const membersOf = (zone: ZoneName): readonly RegionName[] => regions.filter((region) => region.zone === zone).map(({ name }) => name)

  /** What one of these regions keeps already, else a new text. */
  function shared(among: readonly RegionName[], secretId: string, byteCount = keyBytes): string {
    return keptAmong(among, secretId) ?? randomText(byteCount)
  }

  function keptAmong(among: readonly RegionName[], secretId: string): string | undefined {
    return among.map((region) => store.find(region, secretId)?.value).find((value) => value !== undefined)
  }

  /** Members of a database know the same passwords: they are one database. */
  function passwordOf({ members }: DatabasePlan, secretId: string): string {
    const kept = keptAmong(members, secretId)
    return kept === undefined ? randomText(keyBytes) : databaseSecretSchema.parse(JSON.parse(kept)).password
  }

  function loginAt(plan: DatabasePlan, region: RegionName, role: string, password: string): DatabaseSecret {
    const other = { host, port: memberPort(ports, plan.name, otherMember(plan, region)) }
    return { host, port: memberPort(ports, plan.name, region), dbname: plan.dbname, username: role, password, otherMember: other }
  }

  function databaseSecrets(plan: DatabasePlan, region: RegionName): Record<string, string> {
    const gateway = gatewayLogin(plan)
    const logins = [
      ...schemaLogins(plan).flatMap(({ service, owner }) => [service, owner]),
      ...(gateway === undefined ? [] : [gateway]),
    ].map(({ role, secretId }) => [secretId, JSON.stringify(loginAt(plan, region, role, passwordOf(plan, secretId)))])
    return {
      ...Object.fromEntries(logins),
      [adminPasswordId(plan)]: shared(plan.members, adminPasswordId(plan)),
      [replicationPasswordId(plan)]: shared(plan.members, replicationPasswordId(plan)),
    }
  }

  /** The login of a directory's reader at its other member, once this region's own has a password. */
  function buddyReader(plan: DatabasePlan, region: RegionName): Record<string, string> {
    if (plan.home !== undefined) return {}
    const password = passwordOf(plan, secretIds.directoryReader)
    const { otherMember: _, ...login } = loginAt(plan, otherMember(plan, region), 'directory_reader', password)
    return { [secretIds.directoryReaderBuddy]: JSON.stringify(login) }
  }

  async function generateFor({ name: region, zone }: RegionPlan): Promise<void> {
    const members = membersOf(zone)
    const zoneClients = clients.filter((client) => client.zone === zone).map(({ name }) => clientSecretId(name))
    const zoneSecrets = [secretIds.cursorKey, secretIds.sessionKey, ...zoneClients]
    for (const plan of databasesIn(region)) {
      await store.putAll(region, databaseSecrets(plan, region))
      await store.putAll(region, buddyReader(plan, region))
    }
    await store.putAll(region, {
      [secretIds.internalTokenKey]: shared([region], secretIds.internalTokenKey),
      [secretIds.originVerify]: shared(members, secretIds.originVerify),
      [secretIds.webClient]: keptAmong(members, secretIds.webClient) ?? createWebClientSecret(zone, randomText(keyBytes)),
      [secretIds.demoPassword]: shared(everywhere, secretIds.demoPassword, 12),
      ...Object.fromEntries(zoneSecrets.map((secretId) => [secretId, shared(members, secretId)])),
    })
  }

  // One after another: a region is given what its buddy has been given before.
  for (const region of regions) await generateFor(region)
  // What a zone's gateways know comes first, then the edge's copy of it, as in a rotation.
  const copies = regions.map(({ name, zone }) => [edgeOriginVerifyId(zone), store.get(name, secretIds.originVerify)] as const)
  await store.putAll(edgeSecretsRegion, Object.fromEntries(copies))
}
