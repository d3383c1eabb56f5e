import { regions, type RegionName } from '@hemisphere/topology/regions.ts'
import { z } from 'zod'
import { newTenantSchema } from './tenant/new-tenant.ts'

const region = z.enum(regions.map(({ name }) => name) as [RegionName, ...RegionName[]])

/** What the task is told to do. */
export const orderSchema = z.discriminatedUnion('command', [
  z.strictObject({ command: z.literal('status') }),
  z.strictObject({ command: z.literal('promote'), home: region, to: region }),
  z.strictObject({ command: z.literal('promote-sessions'), to: region }),
  z.strictObject({ command: z.literal('move-tenant'), slug: z.string().min(1), to: region }),
  z.strictObject({ command: z.literal('add-tenant'), tenant: newTenantSchema }),
])

export type Order = z.infer<typeof orderSchema>

/** An order as it lies in the region's secret: its id is what the task is started with, so that none carries out another's. */
export interface PlacedOrder {
  readonly id: string
  readonly order: Order
}

/** Secret of a region in which an order waits for the task: it may name people, so it stands in no environment and no log. */
export const orderSecretId = 'hemisphere/operate-order'

/** The last line of a task that has done what it was told: what the edge has to be told now, by home. */
export const outcomeSchema = z.strictObject({
  regionStates: z.record(z.string(), z.strictObject({ writerEpoch: z.int().min(0) })),
})

export type Outcome = z.infer<typeof outcomeSchema>

/** An order out of JSON; every fault is told at once, by its place and never by its value. */
export function parseOrder(value: unknown): Order {
  const parsed = orderSchema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new Error(
    `the order is not usable:\n${parsed.error.issues.map(({ path, message }) => `  ${path.join('.')}: ${message}`).join('\n')}`,
  )
}
