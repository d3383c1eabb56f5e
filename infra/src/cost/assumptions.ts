import type { Size } from '../deployment.ts'

/** What one home region of a size is taken to carry in a month. */
export interface Load {
  /** GraphQL operations, in millions. */
  readonly operationsMillions: number
  /** Of an answer, compressed. */
  readonly answerKb: number
  /** People who sign in. */
  readonly people: number
  /** Of the home's database. */
  readonly databaseGb: number
  /** What its database reads and writes that no memory has, in millions. */
  readonly ioMillions: number
  /** Part of that which is written, and goes to the buddy. */
  readonly writtenShare: number
  /** Hours in which all workers work: a run each night, and some by day. */
  readonly workerHours: number
}

/**
 * A retailer of 50,000 SKUs in 200 stores is taken for 300,000 operations a month, 40 people and 25 GB with two years of sales: small
 * carries about 6 of them in a region, medium 50, large 500.
 */
export const loads: Readonly<Record<Size, Load>> = {
  small: { operationsMillions: 2, answerKb: 12, people: 240, databaseGb: 150, ioMillions: 300, writtenShare: 0.3, workerHours: 60 },
  medium: {
    operationsMillions: 15,
    answerKb: 12,
    people: 2_000,
    databaseGb: 1_250,
    ioMillions: 2_500,
    writtenShare: 0.3,
    workerHours: 120,
  },
  large: {
    operationsMillions: 150,
    answerKb: 12,
    people: 20_000,
    databaseGb: 12_500,
    ioMillions: 25_000,
    writtenShare: 0.3,
    workerHours: 240,
  },
}

export const assumed = {
  hours: 730,
  /** Where tasks and capacity stand on average, between their least and their most. */
  loadShare: 0.2,
  /** An availability zone's share of a region: a NAT gateway and an endpoint of each kind stand in each. */
  availabilityZones: 3,
  /** Interface endpoints of infra/src/region/network-stack.ts. */
  endpoints: 7,
  /** Lines of gateway, subgraphs and what lies between them, of one operation. */
  logKbAnOperation: 2,
  /** Logins, keys and tokens of a region, and what Service Connect keeps. */
  secrets: 40,
  /** Alarms, filters and composed alarms of infra/src/operations, with the services' own. */
  alarms: 30,
  compositeAlarms: 5,
  metrics: 13,
  canaryRuns: 43_800,
  /** A proxy of Aurora Serverless is paid for at least so much capacity. */
  proxyCapacity: 8,
  firewallRules: 8,
  lambdaMs: 5,
  lambdaGb: 0.125,
  releases: 12,
  /** Of one release: checks, tests and images, as minutes of the smallest build; then what each region and zone takes. */
  buildMinutes: 180,
  regionMinutes: 40,
  zoneMinutes: 30,
  imageGb: 2,
  imageReleases: 100,
  freePeople: 10_000,
} as const
