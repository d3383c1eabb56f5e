import { App, Stack, Stage as CdkStage, Validations } from 'aws-cdk-lib'
import { Match, Template } from 'aws-cdk-lib/assertions'
import { AwsSolutionsChecks } from 'cdk-nag'
import * as iam from 'aws-cdk-lib/aws-iam'
import { describe, expect, test } from 'vitest'
import { sharedBudgetUsd } from '../cost/estimate.ts'
import type { Deployment } from '../deployment.ts'
import { exampleDeployment } from '../testing/example-deployment.ts'
import { imageNames } from './delivery-names.ts'
import { createDelivery, type DeliveryStage } from './delivery-stage.ts'
import { findForeignRoles, type Template as PlainTemplate } from './foreign-roles.ts'

function deliver(deployment: Deployment = exampleDeployment): { readonly app: App; readonly delivery: DeliveryStage } {
  const app = new App({ analyticsReporting: false, treeMetadata: false })
  return { app, delivery: createDelivery(app, deployment) }
}

/** A third zone and a second pair: what a change of data alone brings. */
const grown: Deployment = {
  ...exampleDeployment,
  accounts: { ...exampleDeployment.accounts, zones: { ...exampleDeployment.accounts.zones, ca: '555555555555' } },
  topology: {
    zones: [...exampleDeployment.topology.zones, { name: 'ca', directoryRegion: 'ca-central-1' }],
    regions: [
      ...exampleDeployment.topology.regions,
      { name: 'ca-central-1', zone: 'ca', buddy: 'ca-west-1' },
      { name: 'ca-west-1', zone: 'ca', buddy: 'ca-central-1' },
    ],
  },
}

interface Stage {
  readonly Name: string
  readonly Actions: readonly { readonly Name: string; readonly RunOrder: number; readonly ActionTypeId: { readonly Provider: string } }[]
  readonly BeforeEntry?: unknown
  readonly OnSuccess?: unknown
  readonly OnFailure?: unknown
}

const plain = (stack: Stack): PlainTemplate => Template.fromStack(stack).toJSON() as PlainTemplate

function stagesOf(template: PlainTemplate): readonly Stage[] {
  const pipeline = Object.values(template.Resources).find(({ Type }) => Type === 'AWS::CodePipeline::Pipeline')
  return pipeline?.Properties?.['Stages'] as readonly Stage[]
}

const { delivery } = deliver()
const template = Template.fromStack(delivery.pipeline)
const stages = stagesOf(plain(delivery.pipeline))
const stageNamed = (name: string): Stage => {
  const stage = stages.find(({ Name }) => Name === name)
  if (stage === undefined) throw new Error(`there is no stage ${name}`)
  return stage
}
/** Actions of a stage in the order in which they run. */
const actionsOf = (name: string): readonly string[] =>
  stageNamed(name)
    .Actions.toSorted((one, other) => one.RunOrder - other.RunOrder)
    .map((action) => action.Name)

describe('a release', () => {
  test('is checked, built and signed once, then goes zone by zone and region by region, the edge last', () => {
    expect(stages.map(({ Name }) => Name)).toEqual([
      'source',
      'check',
      'test',
      'build',
      'sign',
      'eu-foundations',
      'eu-west-1',
      'eu-central-1',
      'us-approval',
      'us-foundations',
      'us-east-1',
      'us-west-2',
      'contract',
      'edge',
    ])
  })

  test('asks a person before it enters another zone, and before what earlier releases need is taken away', () => {
    const asking = stages.filter(({ Actions }) => Actions.some(({ ActionTypeId }) => ActionTypeId.Provider === 'Manual'))
    expect(asking.map(({ Name }) => Name)).toEqual(['us-approval', 'contract'])
    expect(actionsOf('contract')).toEqual(['approve', 'contract-eu', 'contract-us'])
  })

  test('expands the databases of a zone before any of its regions has the new version', () => {
    expect(actionsOf('us-foundations')).toEqual(['deploy', 'expand', 'origin-verify'])
  })

  test('is watched in each region after it was deployed there', () => {
    expect(actionsOf('us-east-1')).toEqual(['deploy', 'watch'])
  })

  test('gives the edge a secret that the zones have taken before', () => {
    expect(actionsOf('edge')).toEqual(['origin-verify-eu', 'origin-verify-us', 'deploy', 'publish'])
  })

  test.each(['eu-west-1', 'eu-central-1', 'us-east-1', 'us-west-2'])(
    'in %s begins while all is quiet, and is rolled back by a failure and by an alarm',
    (region) => {
      const alarm = expect.objectContaining({ AlarmName: expect.anything(), AlarmStates: 'ALARM' })
      const conditions = (result: string) => ({
        Conditions: [
          {
            Result: result,
            Rules: [
              expect.objectContaining({ Configuration: alarm, RuleTypeId: expect.objectContaining({ Provider: 'CloudWatchAlarm' }) }),
            ],
          },
        ],
      })
      expect(stageNamed(region)).toMatchObject({
        BeforeEntry: conditions('FAIL'),
        OnSuccess: conditions('ROLLBACK'),
        OnFailure: { Result: 'ROLLBACK' },
      })
    },
  )

  test('runs in a pipeline of type V2, which alone has conditions', () => {
    const pipelines = Object.values(template.findResources('AWS::CodePipeline::Pipeline'))
    expect(pipelines.map(({ Properties }) => [Properties['PipelineType'], Properties['ExecutionMode']])).toEqual([['V2', 'SUPERSEDED']])
  })

  test('follows the topology: a third zone and its pair get their stages, after an approval', () => {
    const names = stagesOf(plain(deliver(grown).delivery.pipeline)).map(({ Name }) => Name)
    expect(names.slice(-6)).toEqual(['ca-approval', 'ca-foundations', 'ca-central-1', 'ca-west-1', 'contract', 'edge'])
  })
})

describe('a build', () => {
  test('of an image alone is privileged', () => {
    const projects = template.findResources('AWS::CodeBuild::Project')
    const privileged = Object.values(projects).filter(({ Properties }) => Properties['Environment']['PrivilegedMode'] === true)
    expect(privileged.map(({ Properties }) => Properties['Name'])).toEqual(['hemisphere-images'])
  })

  test('runs on ARM, with a key of its own account, a log that ends and nothing cached', () => {
    const arm = { Type: 'ARM_CONTAINER' }
    const count = Object.keys(template.findResources('AWS::CodeBuild::Project')).length
    expect(count).toBe(7 + 4 * exampleDeployment.topology.zones.length)
    template.resourcePropertiesCountIs(
      'AWS::CodeBuild::Project',
      { Environment: arm, EncryptionKey: Match.anyValue(), Cache: { Type: 'NO_CACHE' } },
      count,
    )
    template.resourcePropertiesCountIs('AWS::Logs::LogGroup', { RetentionInDays: 365, KmsKeyId: Match.anyValue() }, count)
  })

  test.each([
    ['of this deployment', exampleDeployment],
    ['of a grown one', grown],
  ])('takes on no role of another zone, in the pipeline %s', (_, deployment) => {
    expect(findForeignRoles(plain(deliver(deployment).delivery.pipeline), deployment)).toEqual([])
  })

  test('that deploys the edge takes on roles in every region that the edge has stacks in, of its account alone', () => {
    const app = new App({ analyticsReporting: false, treeMetadata: false })
    const edge = new CdkStage(app, 'edge')
    for (const region of ['us-east-1', 'ap-south-1']) new Stack(edge, region, { env: { account: '111111111111', region } })
    const own = plain(createDelivery(app, exampleDeployment).pipeline)
    expect(findForeignRoles(own, exampleDeployment, ['us-east-1', 'ap-south-1'])).toEqual([])
    expect(findForeignRoles(own, exampleDeployment)).toHaveLength(4)
  })

  test.each([
    ['a role of another zone', 'deploy-eu', 'arn:aws:iam::333333333333:role/cdk-hnb659fds-deploy-role-333333333333-us-east-1'],
    ['any role of its zone', 'deploy-eu', 'arn:aws:iam::222222222222:role/*'],
    ['any role at all', 'watch-us', '*'],
    ["the writer of the other zone's secret", 'origin-verify-eu', 'arn:aws:iam::333333333333:role/hemisphere-origin-verify-writer'],
    ['a role from a build that deploys nothing', 'test', 'arn:aws:iam::222222222222:role/hemisphere-migrate-runner-eu-west-1'],
  ])('that could take on %s is found', (_, project, roleArn) => {
    const planted = deliver().delivery.pipeline
    const role = planted.node.findAll().find((child): child is iam.Role => child instanceof iam.Role && isNamed(planted, child, project))
    role?.addToPolicy(new iam.PolicyStatement({ actions: ['sts:AssumeRole'], resources: [roleArn] }))
    expect(findForeignRoles(plain(planted), exampleDeployment)).toEqual([
      `hemisphere-delivery-${project} may assume ${JSON.stringify(roleArn)}`,
    ])
  })

  function isNamed(stack: Stack, role: iam.Role, project: string): boolean {
    const resource = role.node.defaultChild
    return resource instanceof iam.CfnRole && stack.resolve(resource.roleName) === `hemisphere-delivery-${project}`
  }

  test('that signs is the only one that may read the key, and an operator may, of its copy beside the pipeline as well', () => {
    template.hasResourceProperties('AWS::SecretsManager::ResourcePolicy', {
      ResourcePolicy: {
        Statement: [
          Match.objectLike({
            Effect: 'Deny',
            Principal: { AWS: '*' },
            Condition: {
              ArnNotEquals: {
                'aws:PrincipalArn': [
                  'arn:aws:iam::444444444444:role/hemisphere-delivery-sign',
                  'arn:aws:iam::444444444444:role/hemisphere-operator',
                ],
              },
            },
          }),
        ],
      },
    })
    expect(Object.keys(template.findResources('AWS::SecretsManager::ResourcePolicy'))).toHaveLength(2)
    template.resourcePropertiesCountIs('AWS::SecretsManager::Secret', { ReplicaRegions: [{ Region: 'eu-central-1' }] }, 2)
  })

  test('deploys only what was signed', () => {
    const specs = Object.values(template.findResources('AWS::CodeBuild::Project'))
      .filter(({ Properties }) => String(Properties['Name']).startsWith('hemisphere-deploy-'))
      .map(({ Properties }) => JSON.parse(String(Properties['Source']['BuildSpec'])) as { phases: { build: { commands: string[] } } })
    expect(specs).toHaveLength(3)
    for (const { phases } of specs) {
      const { commands } = phases.build
      const verified = commands.findIndex((line) => line.includes('verify-assembly'))
      const deployed = commands.findIndex((line) => line.includes('release.ts deploy'))
      expect(verified).toBeGreaterThanOrEqual(0)
      expect(deployed).toBeGreaterThan(verified)
    }
  })
})

describe('what goes from stage to stage', () => {
  test('is encrypted by the own key, versioned, and reached over TLS alone', () => {
    template.hasResourceProperties('AWS::S3::Bucket', {
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          { ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: Match.anyValue() } },
        ],
      },
      VersioningConfiguration: { Status: 'Enabled' },
      LoggingConfiguration: Match.anyValue(),
    })
    const buckets = Object.keys(template.findResources('AWS::S3::Bucket'))
    expect(buckets).toHaveLength(2)
    template.resourcePropertiesCountIs(
      'AWS::S3::BucketPolicy',
      {
        PolicyDocument: {
          Statement: Match.arrayWith([Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } })]),
        },
      },
      buckets.length,
    )
  })

  test('is kept in one region', () => {
    expect(Object.values(template.findResources('AWS::CodePipeline::Pipeline'))[0]?.['Properties']['ArtifactStores']).toBeUndefined()
  })
})

test('the account of the pipeline has a budget', () => {
  const budgets = Object.values(template.findResources('AWS::Budgets::Budget')).map(({ Properties }) => Properties['Budget']['BudgetLimit'])
  expect(budgets).toEqual([{ Amount: sharedBudgetUsd('delivery', exampleDeployment), Unit: 'USD' }])
})

describe('images', () => {
  test('are the same in every region of the topology, and only the zone of a region pulls there', () => {
    expect(delivery.images.map(({ region }) => region)).toEqual(exampleDeployment.topology.regions.map(({ name }) => name))
    for (const stack of delivery.images) {
      const repositories = Object.values(Template.fromStack(stack).findResources('AWS::ECR::Repository'))
      expect(repositories.map(({ Properties }) => Properties['RepositoryName'])).toEqual(imageNames.map((name) => `hemisphere/${name}`))
      const account = stack.region.startsWith('eu-') ? '222222222222' : '333333333333'
      for (const { Properties } of repositories) {
        expect(Properties).toMatchObject({ ImageTagMutability: 'IMMUTABLE', ImageScanningConfiguration: { ScanOnPush: true } })
        expect(JSON.stringify(Properties['RepositoryPolicyText']).match(/\d{12}/g)).toEqual([account])
      }
    }
  })

  test('are replicated from the region of the pipeline to all others', () => {
    expect(delivery.pipeline.region).toBe('eu-west-1')
    template.hasResourceProperties('AWS::ECR::ReplicationConfiguration', {
      ReplicationConfiguration: {
        Rules: [
          {
            Destinations: ['eu-central-1', 'us-east-1', 'us-west-2'].map((Region) => ({ Region, RegistryId: '444444444444' })),
            RepositoryFilters: [{ Filter: 'hemisphere/', FilterType: 'PREFIX_MATCH' }],
          },
        ],
      },
    })
  })
})

test('the rules of AwsSolutions find nothing that has no reason', () => {
  const { app } = deliver()
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app))
  expect(() => app.synth()).not.toThrow()
}, 60_000)
