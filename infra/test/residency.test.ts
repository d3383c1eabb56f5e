import { exampleDeployment } from '@hemisphere/infra/testing/example-deployment.ts'
import { plant, plantResource, removed } from '@hemisphere/infra/testing/plant.ts'
import { synthesize } from '@hemisphere/infra/testing/synthesize.ts'
import { edgeRules } from '@hemisphere/infra/edge/rules/edge-rules.ts'
import { checkResidency, residencyRules } from '@hemisphere/infra/checks/residency.ts'
import { at, findResources, type World } from '@hemisphere/infra/checks/world.ts'
import { beforeAll, expect, test } from 'vitest'

let world: World

beforeAll(async () => {
  world = await synthesize(exampleDeployment)
}, 120_000)

test.each(residencyRules.map(({ name }) => name))('%s holds, and has looked at something', (name) => {
  const result = checkResidency(world).find(({ rule }) => rule === name)
  expect(result?.violations).toEqual([])
  expect(result?.looked).toBeGreaterThan(0)
})

const services = 'hemisphere-eu-west-1-services'
const network = 'hemisphere-eu-west-1-network'
const data = 'hemisphere-eu-west-1-data'
const zone = 'hemisphere-eu-zone'
const compute = 'hemisphere-eu-west-1-compute'

/** A policy that lets somebody fail this over. */
const failover = (resource: string, action = 'rds:FailoverGlobalCluster') => ({
  PolicyDocument: { Statement: [{ Effect: 'Allow', Action: action, Resource: resource }] },
})

/** What is planted: where, on which type of resource, and what is put there. */
type Planted = readonly [
  rule: string,
  fault: string,
  stack: string,
  type: string,
  path: readonly (string | number)[],
  value: unknown,
  having?: string,
]

const planted: readonly Planted[] = [
  [
    'accelerators-of-zone',
    'a group in another zone',
    services,
    'AWS::GlobalAccelerator::EndpointGroup',
    ['EndpointGroupRegion'],
    'us-east-1',
  ],
  ['accelerators-of-zone', 'the home at dial 0', services, 'AWS::GlobalAccelerator::EndpointGroup', ['TrafficDialPercentage'], 0],
  [
    'databases-of-zone',
    "a member of another zone's database",
    data,
    'AWS::RDS::DBCluster',
    ['GlobalClusterIdentifier'],
    'hemisphere-home-us-east-1',
  ],
  ['databases-of-zone', 'two writers', 'hemisphere-eu-central-1-replicas', 'AWS::RDS::DBCluster', ['MasterUsername'], 'somebody'],
  [
    'copies-inside-zone',
    'a secret that is copied to another zone',
    zone,
    'AWS::SecretsManager::Secret',
    ['ReplicaRegions', 0, 'Region'],
    'us-east-1',
  ],
  [
    'copies-inside-zone',
    'a key whose primary is elsewhere',
    'hemisphere-eu-central-1-keys',
    'AWS::KMS::ReplicaKey',
    ['PrimaryKeyArn'],
    'arn:aws:kms:us-east-1:222222222222:key/mrk-1',
  ],
  [
    'copies-inside-zone',
    'sessions that are copied to another zone',
    'hemisphere-eu-west-1-sessions',
    'AWS::ElastiCache::GlobalReplicationGroup',
    ['Members', 0, 'ReplicationGroupRegion'],
    'us-west-2',
  ],
  [
    'copies-inside-zone',
    'a user pool with a replica in another zone',
    'hemisphere-eu-west-1-identity',
    'AWS::Cognito::UserPoolReplica',
    ['RegionName'],
    'us-east-1',
  ],
  [
    'copies-inside-zone',
    'backups that are copied to another zone',
    data,
    'AWS::Backup::BackupPlan',
    ['BackupPlan', 'BackupPlanRule', 0, 'CopyActions'],
    [{ DestinationBackupVaultArn: 'arn:aws:backup:us-east-1:222222222222:backup-vault:elsewhere' }],
  ],
  [
    'copies-inside-zone',
    'a network that is connected to another zone',
    'hemisphere-eu-central-1-peering',
    'AWS::EC2::VPCPeeringConnection',
    ['PeerRegion'],
    'us-east-1',
  ],
  [
    'logs-stay',
    'a task that logs to another region',
    services,
    'AWS::ECS::TaskDefinition',
    ['ContainerDefinitions', 0, 'LogConfiguration', 'Options', 'awslogs-region'],
    'us-east-1',
  ],
  [
    'no-foreign-names',
    'an address of another zone',
    services,
    'AWS::ECS::TaskDefinition',
    ['ContainerDefinitions', 0, 'Environment', 0, 'Value'],
    'https://sqs.us-west-2.amazonaws.com',
  ],
  [
    'no-foreign-names',
    'an account of another zone',
    services,
    'AWS::ECS::TaskDefinition',
    ['ContainerDefinitions', 0, 'Image'],
    '333333333333.dkr.ecr.eu-west-1.amazonaws.com/x',
  ],
  [
    'principals-of-zone',
    'a key that another zone may use',
    'hemisphere-eu-west-1-keys',
    'AWS::KMS::Key',
    ['KeyPolicy', 'Statement', 0, 'Principal'],
    { AWS: 'arn:aws:iam::333333333333:root' },
  ],
  [
    'principals-of-zone',
    'a role that anybody may take',
    services,
    'AWS::IAM::Role',
    ['AssumeRolePolicyDocument', 'Statement', 0],
    { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: '*' } },
  ],
  ['keys-of-region', 'a database on the key of AWS', data, 'AWS::RDS::DBCluster', ['KmsKeyId'], removed],
  [
    'keys-of-region',
    'a copy of a secret on the key of another region',
    zone,
    'AWS::SecretsManager::Secret',
    ['ReplicaRegions', 0, 'KmsKeyId'],
    'arn:aws:kms:eu-west-1:222222222222:alias/hemisphere',
  ],
  ['keys-of-region', 'a log without a key', services, 'AWS::Logs::LogGroup', ['KmsKeyId'], removed],
  [
    'data-out-of-public-subnets',
    'data beside the gateways, which have a way out',
    data,
    'AWS::RDS::DBSubnetGroup',
    ['SubnetIds', 0],
    (from: World) => at(findResources(from, ['AWS::ElasticLoadBalancingV2::LoadBalancer'])[0]?.properties, 'Subnets', 0),
  ],
  [
    'data-out-of-public-subnets',
    'gateways with a route to the internet',
    network,
    'AWS::EC2::Route',
    ['GatewayId'],
    'igw-1',
    'NatGatewayId',
  ],
  [
    'load-balancers-closed',
    'a load balancer on the internet',
    services,
    'AWS::ElasticLoadBalancingV2::LoadBalancer',
    ['Scheme'],
    'internet-facing',
  ],
  [
    'load-balancers-closed',
    'a listener that forwards by default',
    services,
    'AWS::ElasticLoadBalancingV2::Listener',
    ['DefaultActions'],
    [{ Type: 'forward' }],
  ],
  [
    'least-privilege',
    'a role that may read every secret',
    services,
    'AWS::IAM::Policy',
    ['PolicyDocument', 'Statement', 0],
    { Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: '*' },
  ],
  [
    'least-privilege',
    'a role that may do everything with a table',
    services,
    'AWS::IAM::Policy',
    ['PolicyDocument', 'Statement', 0],
    { Effect: 'Allow', Action: 'dynamodb:*', Resource: 'arn:aws:dynamodb:eu-west-1:222222222222:table/x' },
  ],
]

const cases = planted.map(([rule, fault, stack, type, path, value, having]) => ({
  rule,
  fault,
  where: { stack, type, path, having },
  value,
}))

test.each(cases)('a planted fault is found by $rule: $fault', ({ rule: name, where: { having, ...where }, value }) => {
  const rule = residencyRules.find((candidate) => candidate.name === name)
  const put: unknown = typeof value === 'function' ? value(world) : value
  const faulty = plant(world, { ...where, value: put, ...(having === undefined ? {} : { having }) })
  // Without it the rule finds nothing, as the tests above hold.
  expect(rule?.check(faulty).violations).not.toEqual([])
})

const gatewayGroup = (from: World): string =>
  findResources(from, ['AWS::EC2::SecurityGroup']).find(({ stack, id }) => stack.name === services && id.startsWith('LoadBalancer'))?.id ??
  ''

/** What is planted as a whole. */
const resources: readonly (readonly [rule: string, fault: string, stack: string, type: string, properties: (from: World) => object])[] = [
  [
    'copies-inside-zone',
    'a bucket that is copied to another zone',
    data,
    'AWS::S3::Bucket',
    () => ({ ReplicationConfiguration: { Rules: [{ Destination: { Bucket: 'arn:aws:s3:::elsewhere' } }] } }),
  ],
  [
    'copies-inside-zone',
    'a table with a replica in another zone',
    data,
    'AWS::DynamoDB::GlobalTable',
    () => ({ Replicas: [{ Region: 'eu-west-1' }, { Region: 'us-east-1' }] }),
  ],
  [
    'logs-stay',
    'logs that are sent to another zone',
    services,
    'AWS::Logs::SubscriptionFilter',
    () => ({ DestinationArn: 'arn:aws:firehose:us-east-1:222222222222:deliverystream/elsewhere' }),
  ],
  [
    'load-balancers-closed',
    'a load balancer that everybody may call',
    services,
    'AWS::EC2::SecurityGroupIngress',
    (from) => ({ GroupId: { 'Fn::GetAtt': [gatewayGroup(from), 'GroupId'] }, CidrIp: '0.0.0.0/0', IpProtocol: 'tcp' }),
  ],
  ['load-balancers-closed', 'a second target group', services, 'AWS::ElasticLoadBalancingV2::TargetGroup', () => ({ Port: 4000 })],
  ['keys-of-region', 'a queue without a key', services, 'AWS::SQS::Queue', () => ({ QueueName: 'open' })],
  ...(
    [
      ["another zone's directory", failover('arn:aws:rds::222222222222:global-cluster:hemisphere-directory-us')],
      ["another account's directory", failover('arn:aws:rds::333333333333:global-cluster:hemisphere-directory-eu')],
      ['any database of its account', failover('arn:aws:rds::222222222222:global-cluster:*')],
      ['whatever there is, by a wildcard of actions', failover('*', 'rds:Failover*')],
      ['a member where none is', failover('arn:aws:rds:eu-central-1:222222222222:cluster:hemisphere-home-eu-west-1-eu-west-1')],
      [
        'sessions that it does not make',
        failover('arn:aws:elasticache::222222222222:globalreplicationgroup:x', 'elasticache:FailoverGlobalReplicationGroup'),
      ],
    ] as const
  ).map(
    ([what, policy]) =>
      ['failovers-of-zone', `a role that may fail over ${what}`, compute, 'AWS::IAM::ManagedPolicy', () => policy] as const,
  ),
  [
    'failovers-of-zone',
    'a role of the pipeline that may fail over a database',
    'hemisphere-delivery-pipeline',
    'AWS::IAM::ManagedPolicy',
    () => failover('arn:aws:rds::222222222222:global-cluster:hemisphere-directory-eu'),
  ],
  [
    'principals-of-zone',
    'a bucket that another zone may read',
    data,
    'AWS::S3::BucketPolicy',
    () => ({
      PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Principal: { AWS: '333333333333' }, Resource: '*' }] },
    }),
  ],
]

test.each(resources)('a planted fault is found by %s: %s', (name, _fault, stack, type, properties) => {
  const rule = residencyRules.find((candidate) => candidate.name === name)
  const faulty = plantResource(world, { stack, type, properties: { ...properties(world) } })
  expect(rule?.check(faulty).violations).not.toEqual([])
})

test('a zone and a pair of regions more are a change of data, and every rule holds for them', async () => {
  const { topology, accounts } = exampleDeployment
  const grown = {
    ...exampleDeployment,
    accounts: { ...accounts, zones: { ...accounts.zones, ap: '555555555555' } },
    topology: {
      zones: [...topology.zones, { name: 'ap', directoryRegion: 'ap-southeast-2' }],
      regions: [
        ...topology.regions,
        { name: 'ap-southeast-2', zone: 'ap', buddy: 'ap-southeast-1' },
        { name: 'ap-southeast-1', zone: 'ap', buddy: 'ap-southeast-2' },
        { name: 'eu-north-1', zone: 'eu', buddy: 'eu-west-3' },
        { name: 'eu-west-3', zone: 'eu', buddy: 'eu-north-1' },
      ],
    },
  }
  const larger = await synthesize(grown)
  const ofZones = larger.stacks.filter(({ zone }) => zone !== undefined)
  expect(new Set(ofZones.map(({ region }) => region))).toEqual(new Set(grown.topology.regions.map(({ name }) => name)))
  const [before, after] = [checkResidency(world), checkResidency(larger)]
  expect(after.flatMap(({ violations }) => violations)).toEqual([])
  // The edge is the same for however many zones; of these there is more to look at.
  const ofTheEdge = new Set(['edge-function-bare', ...edgeRules.map(({ name }) => name)])
  const withMore = after.filter(({ rule, looked }, index) => ofTheEdge.has(rule) || looked > (before[index]?.looked ?? Infinity))
  expect(withMore.map(({ rule }) => rule)).toEqual(residencyRules.map(({ name }) => name))
}, 180_000)
