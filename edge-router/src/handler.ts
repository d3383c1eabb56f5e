import type { BakedData } from './baked-data.ts'
import { createEdgeRouter } from './edge-router.ts'

/** Put here by the build. */
declare const hemisphereBakedData: BakedData

/** What Lambda@Edge calls. */
export const handler = createEdgeRouter(hemisphereBakedData, {
  now: Date.now,
  onFault: ({ message, cause }) =>
    process.stderr.write(`${JSON.stringify({ message, cause: cause instanceof Error ? cause.message : undefined })}\n`),
})
