import { z } from 'zod'

const endpointSchema = z.object({ host: z.string().min(1), port: z.int().min(1).max(65_535) })

/** Percentage; 0 keeps a group for failover alone. */
export const dialSchema = z.int().min(0).max(100)

const endpointGroupSchema = z.object({
  region: z.string().min(1),
  zone: z.string().min(1),
  dial: dialSchema,
  endpoints: z.array(endpointSchema).min(1).max(10),
})

const healthCheckSchema = z.object({
  path: z.string().startsWith('/'),
  /** From the start of one check to the start of the next. */
  intervalMs: z.int().positive(),
  /** A check without an answer by then has failed. */
  timeoutMs: z.int().positive(),
  /** Checks in a row that make an endpoint unhealthy, or healthy again. */
  threshold: z.int().min(1).max(10),
})

export const acceleratorPlanSchema = z.object({
  name: z.string().min(1),
  zone: z.string().min(1),
  /** 0 lets the system choose. */
  port: z.int().min(0).max(65_535),
  endpointGroups: z.array(endpointGroupSchema).min(1).max(10),
  healthCheck: healthCheckSchema,
})

export type Endpoint = Readonly<z.infer<typeof endpointSchema>>
export type EndpointGroup = Readonly<z.infer<typeof endpointGroupSchema>>
export type HealthCheck = Readonly<z.infer<typeof healthCheckSchema>>
export type AcceleratorPlan = Readonly<z.infer<typeof acceleratorPlanSchema>>

export function addressOf({ host, port }: Endpoint): string {
  return `${host}:${port}`
}

/**
 * Throws for a plan that could send a connection out of its zone. An accelerator that finds nothing healthy sends to every
 * group that it has, whatever the dials say: only what it does not have is out of its reach.
 */
export function checkPlan({ name, zone, endpointGroups }: AcceleratorPlan): void {
  for (const group of endpointGroups) {
    if (group.zone !== zone) {
      throw new Error(
        `accelerator ${name} got an endpoint group in ${group.region} of zone ${group.zone}, wanted only groups of zone ${zone}`,
      )
    }
  }
  // AWS: one endpoint group a region and listener.
  const twice = firstTwice(endpointGroups.map(({ region }) => region))
  if (twice !== undefined) throw new Error(`accelerator ${name} got two endpoint groups in ${twice}, wanted one a region`)
}

/**
 * Checks each plan, and all of them against each other: a region is of one zone and an endpoint of one region, whichever
 * accelerator names them. A group can't pass as one of the zone by its label alone.
 */
export function checkPlans(plans: readonly AcceleratorPlan[]): void {
  const twice = firstTwice(plans.map(({ name }) => name))
  if (twice !== undefined) throw new Error(`got two accelerators named ${twice}, wanted each name once`)
  const zoneOfRegion = new Map<string, string>()
  const regionOfEndpoint = new Map<string, string>()
  for (const plan of plans) {
    checkPlan(plan)
    for (const { region, zone, endpoints } of plan.endpointGroups) {
      agree(zoneOfRegion, region, zone)
      for (const endpoint of endpoints) agree(regionOfEndpoint, addressOf(endpoint), region)
    }
  }
}

function agree(known: Map<string, string>, name: string, owner: string): void {
  const before = known.get(name)
  if (before !== undefined && before !== owner) throw new Error(`${name} is said to be of ${before} and of ${owner}, wanted one of them`)
  known.set(name, owner)
}

function firstTwice(names: readonly string[]): string | undefined {
  return names.find((name, index) => names.indexOf(name) !== index)
}
