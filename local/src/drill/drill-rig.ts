import { setTimeout as delay } from 'node:timers/promises'
import { tenantHash } from '@hemisphere/kit/log.ts'
import { withTenant } from '@hemisphere/kit/tenant-database.ts'
import { writerOf } from '@hemisphere/operations/promote/promote-home.ts'
import { z } from 'zod'
import { clientCredentials } from '../issuer/sign-in.ts'
import type { Operator } from '../operator/operator.ts'
import { readAccelerators } from '../world/accelerators.ts'
import { planPorts, type WorldPorts } from '../world/ports.ts'
import { regionNamed, regions, type RegionName, type ZoneName } from '@hemisphere/topology/regions.ts'
import { clientSecretId } from '../world/secret-ids.ts'
import { partnerOf, tenantIdOf } from '../world/tenants.ts'
import { createGraphClient, type GraphReply } from './graph-client.ts'
import { createGraphLoad, type SaleOptions } from './graph-load.ts'
import { startLoad, type LoadRecord, type RunningLoad } from './load.ts'
import { bookmarkLogs, watchOrigins, type LogBookmark } from './origin-watch.ts'

/** A load that is under way, with what it takes to judge it afterwards. */
export interface DrillLoad {
  readonly mark: RunningLoad['mark']
  readonly soFar: RunningLoad['soFar']
  /** Waits until something holds for what has ended so far; throws after half a minute. */
  readonly until: (what: string, holds: (record: LoadRecord) => boolean) => Promise<void>
  /** Ends it, and looks for every acknowledged write where the tenant is at home by then. */
  readonly finish: () => Promise<FinishedLoad>
}

export interface FinishedLoad {
  readonly record: LoadRecord
  /** Receipts that the home's database has. */
  readonly stored: ReadonlySet<string>
  /** Requests of the tenant that a region of another zone received. */
  readonly reachedOtherZone: number
}

/** What drills work with: the world's control, a tenant at home in a region, and load on it. */
export interface DrillRig {
  readonly operator: Operator
  readonly ports: WorldPorts
  readonly tenant: { readonly slug: string; readonly id: string }
  readonly zone: ZoneName
  readonly home: RegionName
  readonly buddy: RegionName
  readonly edgeUrl: string
  readonly now: () => number
  readonly tell: (line: string) => void
  /** Starts reads and acknowledged writes of the tenant's partner through the edge. */
  readonly load: () => Promise<DrillLoad>
  /** An access token of the tenant's partner. */
  readonly token: () => Promise<string>
  /** Sends one read with a token. */
  readonly ask: (token: string) => Promise<GraphReply>
  /** The first instant after `since` at which the accelerator of the home gave new connections to a region. */
  readonly untilRouted: (to: RegionName, since: number) => Promise<number>
}

export interface DrillRigOptions {
  readonly operator: Operator
  readonly slug: string
  readonly home: RegionName
  readonly now: () => number
  readonly tell: (line: string) => void
}

const read = {
  query: `query DrillRead { products(first: 3) { nodes { id title inventoryLevels(first: 2) { nodes { onHandUnits store { name } } } forecast(weeks: 4) { __typename } } } }`,
  variables: {},
}
/** Begins the number of every receipt that a drill writes: what to look for where it may not be. */
export const receiptPrefix = 'drill-receipt-'
const requestTimeoutMs = 8_000
const waitLimitMs = 30_000
const pollMs = 50

/** Finds what its load will write on a world that is whole: nothing of that depends on the fault that comes. */
export async function createDrillRig({ operator, slug, home, now, tell }: DrillRigOptions): Promise<DrillRig> {
  const { zone, buddy } = regionNamed(home)
  const ports = planPorts(operator.control.edgePort)
  const edgeUrl = `http://localhost:${ports.edge}`
  const tenant = { slug, id: tenantIdOf(slug) }
  const client = partnerOf(slug)
  let loads = 0

  const token = async (): Promise<string> =>
    (await clientCredentials({ edgeUrl, client, secret: operator.secrets.get(home, clientSecretId(client)) })).accessToken

  async function ask(bearer: string): Promise<GraphReply> {
    using graph = createGraphClient({ edgeUrl, timeoutMs: requestTimeoutMs })
    // Waited for here: the connections end with this function.
    return await graph.send(bearer, read)
  }

  /** A SKU and a store that sells, to write sales of. The first question may meet a connection that led to where traffic went before. */
  async function findSale(): Promise<Omit<SaleOptions, 'source'>> {
    using graph = createGraphClient({ edgeUrl, timeoutMs: requestTimeoutMs })
    const query = '{ products(first: 1) { nodes { sku } } stores(first: 50) { nodes { externalId currencyCode openedOn closedOn } } }'
    const bearer = await token()
    let found: z.infer<typeof saleSchema> | undefined
    await until(
      `a product and the stores of ${slug}`,
      () => undefined,
      async () => {
        const reply = await graph.send(bearer, { query, variables: {} })
        found = saleSchema.safeParse(reply.kind === 'answer' ? reply.answer.data : undefined).data
        return found !== undefined
      },
    )
    const store = found?.stores.nodes.find(({ closedOn }) => closedOn === null)
    if (found === undefined || store === undefined) throw new Error(`${slug} has no open store to sell in`)
    return {
      productExternalId: found.products.nodes[0].sku,
      storeExternalId: store.externalId,
      amount: '9.90',
      currencyCode: store.currencyCode,
    }
  }

  async function load(): Promise<DrillLoad> {
    loads += 1
    const source = `${receiptPrefix}${now().toString(36)}-${loads}`
    const graph = createGraphLoad({ edgeUrl, token, timeoutMs: requestTimeoutMs, read, sale: { ...sale, source }, now })
    const from = await bookmarkLogs(operator.state.logs, regions)
    const running = startLoad({
      read: graph.read,
      write: graph.write,
      readConcurrency: 3,
      writeConcurrency: 2,
      pauseMs: 25,
      now,
      maxRequests: 50_000,
      maxMs: 180_000,
    })
    await until('the first reads and writes', running.soFar, ({ requests }) =>
      (['read', 'write'] as const).every((kind) => requests.filter((request) => request.ok && request.kind === kind).length >= 5),
    )
    return {
      mark: running.mark,
      soFar: running.soFar,
      until: (what, holds) => until(what, running.soFar, holds),
      async finish() {
        const record = await running.stop()
        graph[Symbol.dispose]()
        return { record, stored: await findStored(source), reachedOtherZone: await countElsewhere(from, record) }
      },
    }
  }

  /** Receipts of a source at the writer of the home where the tenant lives now. */
  async function findStored(source: string): Promise<ReadonlySet<string>> {
    const { region: at } = await writerOf(await operator.directory(zone))
    const directory = await operator.directoryOwner(regionNamed(at).name)
    const { rows } = await directory.query<{ home: string }>('select home_region as home from directory.tenant where id = $1', [tenant.id])
    const lives = regionNamed(rows[0]?.home ?? home).name
    const { region: writer } = await writerOf(await operator.home(lives))
    const pool = await operator.schemaService(lives, 'store', regionNamed(writer).name)
    return withTenant({ pool, tenantId: tenant.id, access: 'read', statementTimeoutMs: 20_000 }, async (database) => {
      const connection = await database.client()
      const found = await connection.query<{ receipt: string }>(
        'select receipt_number as receipt from store.sales_line where source = $1',
        [source],
      )
      return new Set(found.rows.map(({ receipt }) => receipt))
    })
  }

  /** By the clients' own word and by the logs of the other zone's regions. */
  async function countElsewhere(from: LogBookmark, record: LoadRecord): Promise<number> {
    const to = await bookmarkLogs(operator.state.logs, regions)
    const requestIds = new Set(record.requests.flatMap(({ requestId }) => (requestId === undefined ? [] : [requestId])))
    const logFolder = operator.state.logs
    const watch = await watchOrigins({ logFolder, regions, from, to, tenant: tenantHash(tenant.id), zone, requestIds })
    const answered = record.requests.filter((request) => request.zone !== undefined && request.zone !== zone).length
    return watch.elsewhere.length + answered
  }

  const sale = await findSale()
  return {
    operator,
    ports,
    tenant,
    zone,
    home,
    buddy,
    edgeUrl,
    now,
    tell,
    load,
    token,
    ask,
    async untilRouted(to, since) {
      let at: number | undefined
      await until(
        `the accelerator of ${home} to send to ${to}`,
        () => undefined,
        async () => {
          const { events } = await readAccelerators(ports)
          at = events
            .map((event) => routeSchema.safeParse(event))
            .find(({ data }) => data?.accelerator === home && data.at >= since && data.regions.includes(to))?.data?.at
          return at !== undefined
        },
      )
      return at ?? since
    },
  }
}

const saleSchema = z.object({
  products: z.object({ nodes: z.tuple([z.object({ sku: z.string() })]) }),
  stores: z.object({
    nodes: z.array(
      z.object({ externalId: z.string(), currencyCode: z.string(), openedOn: z.string().nullable(), closedOn: z.string().nullable() }),
    ),
  }),
})
const routeSchema = z.object({ kind: z.literal('route'), at: z.number(), accelerator: z.string(), regions: z.array(z.string()) })

async function until<State>(what: string, look: () => State, holds: (state: State) => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + waitLimitMs
  while (!(await holds(look()))) {
    if (performance.now() > deadline) throw new Error(`waited ${waitLimitMs / 1_000} s in vain for ${what}`)
    await delay(pollMs)
  }
}
