/** Regions whose prices are kept; every other region is taken at one of them. */
export type PriceRegion = 'us-east-1' | 'eu-west-1'

export interface Price {
  /** What is paid for one of. */
  readonly unit: string
  /** US dollars, on demand, before tax, free allowances and discounts. */
  readonly usd: Readonly<Record<PriceRegion, number>>
  /** AWS's page with the price now, below https://aws.amazon.com/. */
  readonly page: string
  /** Whether the figure was read on a public page at `pricesAsOf` (of us-east-1); others are the last known and are the first to be checked. */
  readonly isRead: boolean
}

/** Prices change: whoever plans with them looks them up again, changes the date, and runs `npm run infra:cost`. */
export const pricesAsOf = '2026-11-25'

const price = (unit: string, us: number, eu: number, page: string, isRead = false): Price => ({
  unit,
  usd: { 'us-east-1': us, 'eu-west-1': eu },
  page,
  isRead,
})

export const prices = {
  fargateCpu: price('vCPU-hour, ARM', 0.03238, 0.03238, 'fargate/pricing', true),
  fargateMemory: price('GB-hour, ARM', 0.00356, 0.00356, 'fargate/pricing', true),
  auroraCapacity: price('ACU-hour', 0.12, 0.14, 'rds/aurora/pricing', true),
  auroraStorage: price('GB-month', 0.1, 0.11, 'rds/aurora/pricing'),
  auroraIo: price('million I/Os', 0.2, 0.22, 'rds/aurora/pricing'),
  auroraReplicatedWrites: price('million replicated writes', 0.2, 0.22, 'rds/aurora/pricing'),
  auroraBackup: price('GB-month', 0.021, 0.023, 'rds/aurora/pricing'),
  databaseProxy: price('ACU-hour', 0.015, 0.0165, 'rds/proxy/pricing'),
  cacheSmall: price('hour of cache.t4g.small, Valkey', 0.0256, 0.0272, 'elasticache/pricing'),
  cacheLarge: price('hour of cache.r7g.large, Valkey', 0.1752, 0.1936, 'elasticache/pricing'),
  cacheXlarge: price('hour of cache.r7g.xlarge, Valkey', 0.35, 0.3872, 'elasticache/pricing'),
  natHour: price('hour', 0.045, 0.048, 'vpc/pricing'),
  endpointHour: price('hour and availability zone', 0.01, 0.011, 'privatelink/pricing'),
  endpointData: price('GB', 0.01, 0.01, 'privatelink/pricing', true),
  balancerHour: price('hour', 0.0225, 0.0252, 'elasticloadbalancing/pricing'),
  balancerUnit: price('LCU-hour', 0.008, 0.008, 'elasticloadbalancing/pricing'),
  betweenRegions: price('GB', 0.02, 0.02, 'ec2/pricing/on-demand', true),
  acceleratorHour: price('hour', 0.025, 0.025, 'global-accelerator/pricing'),
  acceleratorData: price('GB', 0.015, 0.015, 'global-accelerator/pricing'),
  privateAuthority: price('month, short-lived certificates', 50, 50, 'private-ca/pricing'),
  key: price('month', 1, 1, 'kms/pricing'),
  secret: price('month', 0.4, 0.4, 'secrets-manager/pricing'),
  logs: price('GB taken in', 0.5, 0.57, 'cloudwatch/pricing'),
  metric: price('month', 0.3, 0.3, 'cloudwatch/pricing', true),
  alarm: price('month and metric', 0.1, 0.1, 'cloudwatch/pricing'),
  compositeAlarm: price('month', 0.5, 0.5, 'cloudwatch/pricing'),
  dashboard: price('month', 3, 3, 'cloudwatch/pricing'),
  canaryRun: price('run', 0.0012, 0.0012, 'cloudwatch/pricing'),
  signIn: price('person and month, above 10,000', 0.015, 0.015, 'cognito/pricing'),
  hostedZone: price('month', 0.5, 0.5, 'route53/pricing'),
  edgeRequests: price('million requests', 1, 1.2, 'cloudfront/pricing'),
  edgeData: price('GB', 0.085, 0.085, 'cloudfront/pricing'),
  edgeFunction: price('million calls', 0.1, 0.1, 'cloudfront/pricing', true),
  edgeStoreReads: price('million reads', 0.03, 0.03, 'cloudfront/pricing'),
  edgeLambdaCalls: price('million calls', 0.6, 0.6, 'lambda/pricing'),
  edgeLambdaTime: price('GB-second', 0.00005001, 0.00005001, 'lambda/pricing'),
  firewallList: price('month', 5, 5, 'waf/pricing'),
  firewallRule: price('month', 1, 1, 'waf/pricing'),
  firewallRequests: price('million requests', 0.6, 0.6, 'waf/pricing'),
  pipelineMinute: price('minute of an action', 0.002, 0.002, 'codepipeline/pricing'),
  buildMinute: price('minute, ARM, as small', 0.0034, 0.0034, 'codebuild/pricing'),
  images: price('GB-month', 0.1, 0.1, 'ecr/pricing'),
} as const satisfies Readonly<Record<string, Price>>

export type PriceName = keyof typeof prices
