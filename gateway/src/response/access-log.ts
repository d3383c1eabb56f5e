import type { FastifyReply } from 'fastify'
import { tenantHash, type Logger } from '@hemisphere/kit/log.ts'
import type { RequestRecord } from '../request/gateway-context.ts'

/** Status in the log of a request whose client went away before the answer; nobody receives it. */
const clientGone = 499

/** One line an operation, when its connection is done with it: never a token, a variable or a row. */
export function logWhenDone(log: Logger, reply: FastifyReply, record: RequestRecord, now: () => number): void {
  reply.raw.once('close', () => {
    const { requestId, tenantId, operationName, subgraphCalls, errorCodes, startedAt } = record
    log.info(
      {
        requestId,
        ...(tenantId === undefined ? {} : { tenant: tenantHash(tenantId) }),
        ...(operationName === undefined ? {} : { operationName }),
        status: reply.raw.writableFinished ? reply.statusCode : clientGone,
        ms: now() - startedAt,
        ...(subgraphCalls === undefined ? {} : { subgraphCalls }),
        ...(errorCodes.length === 0 ? {} : { errorCodes }),
      },
      'operation',
    )
  })
}
