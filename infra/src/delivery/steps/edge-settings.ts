import { z } from 'zod'

/** What the edge has to know of deployed zones, as an operator sets it: see docs/deploy.md. */
export const edgeSettingsSchema = z.strictObject({
  userPools: z.record(z.string(), z.string()),
  companies: z.record(z.string(), z.string()),
  /** Store of the edge's states; absent until the edge was deployed for the first time. */
  regionStatesArn: z.string().startsWith('arn:').optional(),
})
