import { z } from 'zod'

/** What the edge's process is told. */
export const edgeOrderSchema = z.object({
  port: z.int(),
  /** Path of the function's bundle. */
  bundle: z.string(),
  /** Where the edge's own secrets are: CloudFront is run from us-east-1. */
  region: z.string(),
  secretsUrl: z.url(),
})

export type EdgeOrder = Readonly<z.infer<typeof edgeOrderSchema>>
