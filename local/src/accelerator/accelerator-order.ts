import { z } from 'zod'
import { acceleratorPlanSchema } from './accelerator-plan.ts'

/** What the accelerators' process is told. */
export const acceleratorOrderSchema = z.object({
  accelerators: z.array(acceleratorPlanSchema).min(1),
  /** Port of `GET /status` and `POST /dials`. */
  statusPort: z.int().min(0).max(65_535),
})

export type AcceleratorOrder = Readonly<z.infer<typeof acceleratorOrderSchema>>
