import { z } from 'zod'

/** The Lambda's environment. */
export const triggerVariables = z.object({
  HEMISPHERE_ZONE: z.string().regex(/^[a-z]{2,8}$/, 'wanted a zone such as eu'),
  AWS_REGION: z.string().min(1),
  /** Only where Secrets Manager is not AWS's own. */
  SECRETS_ENDPOINT: z.url().optional(),
  /** Login at the directory's member of this region. */
  DIRECTORY_SECRET_ID: z.string().min(1),
  /** Login at the member of the buddy region, for when the nearest one does not answer. */
  DIRECTORY_FALLBACK_SECRET_ID: z.string().min(1).optional(),
})
