import { z } from 'zod'
import { databasePlans } from '../world/database-plans.ts'
import { regions, zones, type RegionName, type ZoneName } from '@hemisphere/topology/regions.ts'

const region = z.enum(regions.map(({ name }) => name) as [RegionName, ...RegionName[]])
const zone = z.enum(zones.map(({ name }) => name) as [ZoneName, ...ZoneName[]])
const database = z.enum(databasePlans.map(({ name }) => name))

/** What the running world can be told: in AWS, calls of ECS, RDS, ElastiCache and CloudFront, or their machines' misfortunes. */
export const controlOrderSchema = z.discriminatedUnion('action', [
  z.object({ action: z.literal('status') }),
  z.object({ action: z.literal('part'), region, part: z.enum(['compute', 'redis']), to: z.enum(['running', 'stopped', 'killed']) }),
  z.object({ action: z.literal('member'), database, region, to: z.enum(['running', 'as-it-was', 'stopped', 'killed']) }),
  z.object({ action: z.literal('promote'), database, region }),
  z.object({ action: z.literal('promote-sessions'), zone, region }),
  z.object({ action: z.literal('edge'), to: z.enum(['deployed', 'running', 'killed']), clockSkewMs: z.int().default(0) }),
  z.object({ action: z.literal('signing-key'), zone, to: z.enum(['rotated', 'retired']) }),
  z.object({ action: z.literal('issuer'), zone, answering: z.enum(['normally', 'unavailable', 'never']) }),
])

export type ControlOrder = z.input<typeof controlOrderSchema>

const memberState = z.enum(['stopped', 'writer', 'replica'])
const sessionsState = z.enum(['stopped', 'primary', 'replica'])

export const worldStatusSchema = z.object({
  regions: z.array(z.object({ region, zone, compute: z.boolean(), redis: z.boolean() })),
  issuers: z.array(z.object({ zone, keySetReads: z.int() })),
  databases: z.array(z.object({ database, writer: region, members: z.array(z.object({ region, state: memberState })) })),
  sessions: z.array(z.object({ zone, primary: region, members: z.array(z.object({ region, state: sessionsState })) })),
})

/** Which parts of the world run. */
export type WorldStatus = Readonly<z.infer<typeof worldStatusSchema>>
