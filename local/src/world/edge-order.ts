import { z } from 'zod'

/** What the edge's process is told. */
export const edgeOrderSchema = z.object({
  port: z.int(),
  /** Path of the function on origin-request. */
  bundle: z.string(),
  /** Path of the function on viewer-request. */
  viewerFunction: z.string(),
  /** Path of the file that stands in for CloudFront's KeyValueStore. */
  keyValueFile: z.string(),
  /** Where the edge's own secrets are. */
  secretsRegion: z.string(),
  secretsUrl: z.url(),
  /** Each with a secret of its own. */
  zones: z.array(z.string()),
  /** By how much this machine's clock is wrong. */
  clockSkewMs: z.int(),
})

export type EdgeOrder = Readonly<z.infer<typeof edgeOrderSchema>>
