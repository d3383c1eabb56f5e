import { checkTopology, type Topology } from '@hemisphere/topology/topology.ts'

/** How much a region carries; each size is priced in docs/cost.md. */
export type Size = 'small' | 'medium' | 'large'

/** Accounts, names and sizes of one deployment: what differs between your account and somebody else's. */
export interface Deployment {
  readonly topology: Topology
  readonly accounts: {
    /** Of the edge, which serves every zone and keeps nothing of any. */
    readonly edge: string
    /** Of the pipeline. */
    readonly delivery: string
    /** One account a zone: what no principal of another account may reach can't leave by mistake. */
    readonly zones: Readonly<Record<string, string>>
  }
  /** Domain under which the product is found; people go to `app.`, programs to `api.`. */
  readonly domain: string
  /** Public hosted zone of that domain, in the account of the edge. */
  readonly hostedZoneId: string
  readonly size: Size
  /** Commit that is deployed: tag of the images. */
  readonly version: string
  /** Where alarms are sent. */
  readonly operatorEmail: string
  /** Where the pipeline takes the source from, by a connection that is confirmed once in the console. */
  readonly source: { readonly owner: string; readonly repository: string; readonly branch: string }
}

export function accountOf({ accounts }: Deployment, zone: string): string {
  const account = accounts.zones[zone]
  if (account === undefined) throw new Error(`the deployment names no account for zone ${zone}`)
  return account
}

/** Throws what could not be deployed, by what is wrong with it. */
export function checkDeployment(deployment: Deployment): void {
  const { topology, accounts, domain } = deployment
  checkTopology(topology)
  for (const { name } of topology.zones) accountOf(deployment, name)
  const zoneAccounts = topology.zones.map(({ name }) => accountOf(deployment, name))
  if (new Set(zoneAccounts).size < zoneAccounts.length) throw new Error('two zones share an account, wanted one of its own for each')
  for (const account of [accounts.edge, accounts.delivery, ...zoneAccounts]) {
    if (!/^\d{12}$/.test(account)) throw new Error(`got account ${account}, wanted 12 digits`)
  }
  if (!/^(?:[a-z\d](?:[a-z\d-]*[a-z\d])?\.)+[a-z]{2,}$/.test(domain))
    throw new Error(`got domain ${domain}, wanted one such as hemisphere.example`)
}
