import { encodeId } from '@hemisphere/kit/opaque-id.ts'
import { idTypes } from '@hemisphere/schema/id-types.ts'
import type { MutationResolvers, SalesReceipt } from '../generated/resolver-types.ts'
import { recordSales } from './record-sales.ts'
import { toUserError } from './refusal.ts'
import type { Batch } from './request-queries.ts'

export const receiptMutations: Required<Pick<MutationResolvers, 'salesRecord'>> = {
  salesRecord: async (_, { input }, context) => {
    const { batch, refusals } = await recordSales(context, input)
    return { receipt: batch === null ? null : toReceipt(batch), userErrors: refusals.map(toUserError) }
  },
}

function toReceipt({ id, acceptedCount, duplicateCount, refusedCount }: Batch): SalesReceipt {
  return {
    batchId: encodeId(idTypes.salesBatch, id),
    acceptedLineCount: acceptedCount,
    duplicateLineCount: duplicateCount,
    refusedLineCount: refusedCount,
  }
}
