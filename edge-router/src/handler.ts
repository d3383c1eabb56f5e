import type { BakedData } from './baked-data.ts'
import { createEdgeRouter } from './edge-router.ts'

/** Put here by the build. */
declare const hemisphereBakedData: BakedData

/** What Lambda@Edge calls. The wait is part of a cold start, before the first request. */
export const handler = await createEdgeRouter(hemisphereBakedData, {
  fetch,
  now: Date.now,
  onFault: ({ message, cause }) =>
    process.stderr.write(`${JSON.stringify({ message, cause: cause instanceof Error ? cause.message : undefined })}\n`),
})
