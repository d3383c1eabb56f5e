import { z } from 'zod'
import { createGraphClient, type GraphReply, type GraphRequest } from './graph-client.ts'
import type { LoadOutcome } from './load.ts'

export interface GraphLoadOptions {
  readonly edgeUrl: string
  /** An access token of the tenant; with `fresh` a new one, since the last was refused. It may throw. */
  readonly token: (want: { readonly fresh: boolean }) => Promise<string>
  readonly timeoutMs: number
  /** What a read asks. */
  readonly read: GraphRequest
  /** What each write records: one line of one receipt. */
  readonly sale: SaleOptions
  /** In ms since 1970. */
  readonly now: () => number
}

export interface SaleOptions {
  /** System that the receipts come from. With a number of one's own for each load no receipt is another's. */
  readonly source: string
  readonly productExternalId: string
  readonly storeExternalId: string
  /** Net amount of a line of one unit, in the major unit of the currency. */
  readonly amount: string
  readonly currencyCode: string
}

/** The two functions of a load, as a partner's system calls them. */
export interface GraphLoad extends Disposable {
  readonly read: () => Promise<LoadOutcome>
  /** Acknowledged when the receipt says that its one line is stored; the outcome's key is the receipt's number. */
  readonly write: () => Promise<LoadOutcome>
}

const salesRecord = /* GraphQL */ `
  mutation DrillSalesRecord($input: SalesRecordInput!) {
    salesRecord(input: $input) {
      receipt {
        acceptedLineCount
        duplicateLineCount
      }
      userErrors {
        code
      }
    }
  }
`

const payloadSchema = z.object({
  salesRecord: z.object({
    receipt: z.object({ acceptedLineCount: z.int(), duplicateLineCount: z.int() }).nullable(),
    userErrors: z.array(z.object({ code: z.string() })),
  }),
})

/** Codes on which a client gets a new token and repeats once (a mutation with the same idempotency key). */
const refreshCodes: ReadonlySet<string> = new Set(['UNAUTHENTICATED', 'TENANT_MOVED'])

/** Reads and writes over HTTP through the edge. A request counts once, with its repetition after a refused token. */
export function createGraphLoad({ edgeUrl, token, timeoutMs, read, sale, now }: GraphLoadOptions): GraphLoad {
  const client = createGraphClient({ edgeUrl, timeoutMs })
  const tokens = createTokenKeeper(token)
  let receipts = 0

  async function ask(graphRequest: GraphRequest): Promise<GraphReply> {
    const first = await tokens.current()
    if (first === undefined) return { kind: 'none', code: 'NO_TOKEN' }
    const reply = await client.send(first, graphRequest)
    if (reply.kind !== 'answer' || reply.status !== 401 || !refreshCodes.has(errorCodeOf(reply) ?? '')) return reply
    const second = await tokens.instead(first)
    // The refusal stands when there is no other token.
    return second === undefined ? reply : client.send(second, graphRequest)
  }

  return {
    read: async () => outcomeOf(await ask(read)),
    async write() {
      receipts += 1
      const receiptNumber = `${sale.source}-${receipts}`
      const reply = await ask({ query: salesRecord, variables: { input: salesInput(sale, receiptNumber, now()) } })
      const outcome = outcomeOf(reply)
      if (!outcome.ok || reply.kind !== 'answer') return outcome
      const refusal = refusalOf(reply.answer.data)
      return refusal === undefined ? { ...outcome, key: receiptNumber } : { ...outcome, ok: false, code: refusal }
    },
    [Symbol.dispose]: () => client[Symbol.dispose](),
  }
}

function salesInput(
  { source, productExternalId, storeExternalId, amount, currencyCode }: SaleOptions,
  receiptNumber: string,
  at: number,
): object {
  return {
    source,
    idempotencyKey: receiptNumber,
    lines: [
      {
        receiptNumber,
        lineNumber: 1,
        productExternalId,
        storeExternalId,
        soldAt: new Date(at).toISOString(),
        units: 1,
        netAmount: { amount, currencyCode },
      },
    ],
  }
}

/** Why a mutation's payload is no acknowledgement. A line that a first try had stored is a duplicate, and stored. */
function refusalOf(data: unknown): string | undefined {
  const parsed = payloadSchema.safeParse(data)
  if (!parsed.success) return 'NO_PAYLOAD'
  const { receipt, userErrors } = parsed.data.salesRecord
  if (userErrors[0] !== undefined) return `USER_ERROR_${userErrors[0].code}`
  return receipt !== null && receipt.acceptedLineCount + receipt.duplicateLineCount === 1 ? undefined : 'NOT_STORED'
}

function outcomeOf(reply: GraphReply): LoadOutcome {
  if (reply.kind === 'none') return { ok: false, code: reply.code }
  if (reply.kind === 'foreign') return { ok: false, status: reply.status, code: reply.code }
  const { status, answer } = reply
  const { region, zone, role, asOf, requestId = answer.errors?.[0]?.extensions?.requestId } = answer.extensions?.hemisphere ?? {}
  const failed = errorCodeOf(reply) ?? (status === 200 && answer.data ? undefined : `HTTP_${status}`)
  return {
    ok: failed === undefined,
    status,
    ...(failed === undefined ? {} : { code: failed }),
    ...(region === undefined ? {} : { region }),
    ...(zone === undefined ? {} : { zone }),
    ...(role === undefined || role === null ? {} : { role }),
    ...(asOf === undefined || asOf === null ? {} : { asOf }),
    ...(requestId === undefined ? {} : { requestId }),
  }
}

/** Of the first error; an error without a code has none of ours. */
function errorCodeOf({ answer }: Extract<GraphReply, { kind: 'answer' }>): string | undefined {
  const [error] = answer.errors ?? []
  return error && (error.extensions?.code ?? 'NO_CODE')
}

interface TokenKeeper {
  /** Undefined when none can be had. */
  current(): Promise<string | undefined>
  /** A token other than the one that was refused; workers that come with the same one share what is fetched. */
  instead(refused: string): Promise<string | undefined>
}

function createTokenKeeper(fetchToken: GraphLoadOptions['token']): TokenKeeper {
  let kept: Promise<string> | undefined

  async function resultOf(token: Promise<string>): Promise<string | undefined> {
    try {
      return await token
    } catch {
      // Nobody gets the failure a second time: the next request asks anew. The load shows it as NO_TOKEN or the refusal.
      if (kept === token) kept = undefined
      return undefined
    }
  }

  return {
    current() {
      kept ??= fetchToken({ fresh: false })
      return resultOf(kept)
    },
    async instead(refused) {
      const before = kept
      const known = before && (await resultOf(before))
      if (known !== undefined && known !== refused) return known
      if (kept === before || kept === undefined) kept = fetchToken({ fresh: true })
      return resultOf(kept)
    },
  }
}
