import { Validations } from 'aws-cdk-lib'
import { Match, Template } from 'aws-cdk-lib/assertions'
import { AwsSolutionsChecks } from 'cdk-nag'
import { describe, expect, test } from 'vitest'
import { zoneBudgetUsd } from '../cost/estimate.ts'
import { exampleDeployment } from '../testing/example-deployment.ts'
import { exampleOperations } from '../testing/example-operations.ts'

const { stack } = exampleOperations()
const template = Template.fromStack(stack)

interface Alarm {
  readonly AlarmName: string
  readonly AlarmActions?: readonly unknown[]
  readonly Threshold: number
  readonly TreatMissingData: string
  readonly Metrics?: readonly {
    readonly Expression?: string
    readonly Period?: number
    readonly MetricStat?: { readonly Period: number }
  }[]
}

const alarms = Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties as Alarm)
const composites = Object.values(template.findResources('AWS::CloudWatch::CompositeAlarm')).map(({ Properties }) => Properties)
const alarmNamed = (name: string): Alarm => {
  const alarm = alarms.find(({ AlarmName }) => AlarmName === `hemisphere-eu-west-1-${name}`)
  if (alarm === undefined) throw new Error(`there is no alarm ${name}`)
  return alarm
}

describe('the error budget', () => {
  test.each([
    ['fast', 14.4, [60, 5]],
    ['medium', 6, [360, 30]],
    ['slow', 3, [1_440, 120]],
  ] as const)('has an alarm that is %s, at %d times its rate in both windows', (name, rate, windows) => {
    for (const minutes of windows) {
      const { Threshold, Metrics = [] } = alarmNamed(`errors-${name}-${minutes}m`)
      expect(Threshold).toBeCloseTo(rate / 1_000, 6)
      expect(Metrics.flatMap(({ MetricStat }) => (MetricStat === undefined ? [] : [MetricStat.Period]))).toEqual([
        minutes * 60,
        minutes * 60,
      ])
    }
    const both = composites.find((composite) => composite['AlarmName'] === `hemisphere-eu-west-1-errors-${name}`)
    expect(JSON.stringify(both?.['AlarmRule']).match(/ AND /g)).toHaveLength(1)
  })

  test('is not spent by a region that nobody asks', () => {
    expect(alarmNamed('errors-fast-5m').TreatMissingData).toBe('notBreaching')
    expect(alarmNamed('errors-fast-5m').Metrics?.find(({ Expression }) => Expression !== undefined)?.Expression).toBe(
      'FILL(faults, 0) / operations',
    )
  })
})

describe('an alarm', () => {
  test('reaches the operator, but for the parts of composed ones', () => {
    const silent = alarms.filter(({ AlarmActions = [] }) => AlarmActions.length === 0).map(({ AlarmName }) => AlarmName)
    expect(silent.every((name) => /-(?:errors|latency)-/.test(name))).toBe(true)
    expect(composites.filter(({ AlarmActions }) => AlarmActions === undefined).map(({ AlarmName }) => AlarmName as string)).toEqual([
      'hemisphere-eu-west-1-release',
    ])
    template.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'email', Endpoint: 'operator@hemisphere.example' })
  })

  test.each(['no-healthy-target', 'probe'])('%s takes silence for a fault', (name) => {
    expect(alarmNamed(name).TreatMissingData).toBe('breaching')
  })

  test('of replication asks for no member by name, since a promotion changes who follows', () => {
    expect(alarmNamed('replication-lag').Metrics?.map(({ Expression }) => Expression)).toEqual([
      'SELECT MAX(AuroraGlobalDBReplicationLag) FROM "AWS/RDS"',
    ])
  })

  test('is there for each database and each node of each store', () => {
    const names = alarms.map(({ AlarmName }) => AlarmName.replace('hemisphere-eu-west-1-', ''))
    expect(names.filter((name) => name.startsWith('capacity-'))).toEqual([
      'capacity-home-eu-west-1-eu-west-1',
      'capacity-home-eu-central-1-eu-west-1',
      'capacity-directory-eu-eu-west-1',
    ])
    expect(names.filter((name) => name.startsWith('memory-'))).toHaveLength(4)
  })
})

describe('the pipeline', () => {
  test('may look at the alarm of a release, and at nothing else', () => {
    const roles = template.findResources('AWS::IAM::Role', { Properties: { RoleName: 'hemisphere-eu-west-1-release-watcher' } })
    const [[id, role] = ['', undefined]] = Object.entries(roles)
    expect(role?.['Properties']['AssumeRolePolicyDocument']['Statement']).toEqual([
      {
        Action: 'sts:AssumeRole',
        Effect: 'Allow',
        Principal: { AWS: expect.objectContaining({ 'Fn::Join': expect.anything() }) },
        Condition: { ArnEquals: { 'aws:PrincipalArn': expect.anything() } },
      },
    ])
    expect(JSON.stringify(role)).toContain('hemisphere-delivery-watch-eu')
    const policies = Object.values(template.findResources('AWS::IAM::Policy')).filter(({ Properties }) =>
      JSON.stringify(Properties['Roles']).includes(id),
    )
    expect(policies.map(({ Properties }) => Properties['PolicyDocument']['Statement'])).toEqual([
      [
        {
          Sid: 'LookAtAlarm',
          Effect: 'Allow',
          Action: 'cloudwatch:DescribeAlarms',
          Resource: { 'Fn::GetAtt': [expect.stringMatching(/^Release/), 'Arn'] },
        },
      ],
    ])
  })

  test('does not wait for a probe that a new region does not have yet', () => {
    const release = composites.find((composite) => composite['AlarmName'] === 'hemisphere-eu-west-1-release')
    const rule = JSON.stringify(release?.['AlarmRule'])
    expect(rule).toContain('Alarmnohealthytarget')
    expect(rule).not.toContain('Alarmprobe')
  })
})

describe('the probe', () => {
  test('runs each minute with its own code and the region of this stack', () => {
    const [canary] = Object.values(template.findResources('AWS::Synthetics::Canary')).map(({ Properties }) => Properties)
    expect(canary).toMatchObject({
      Name: 'probe-eu-west-1',
      Schedule: { Expression: 'rate(1 minute)' },
      RunConfig: { EnvironmentVariables: { HEMISPHERE_REGION: 'eu-west-1', PROBE_URL: 'https://api.hemisphere.example/graphql' } },
      ArtifactConfig: { S3Encryption: { EncryptionMode: 'SSE_KMS' } },
    })
    expect(canary?.['Code']['Script']).toContain('products(first: 1)')
  })

  test('keeps its client as a secret that is empty until somebody sets it', () => {
    template.hasResourceProperties('AWS::SecretsManager::Secret', {
      Name: 'hemisphere/probe',
      SecretString: '{}',
      KmsKeyId: Match.anyValue(),
    })
    expect(Object.keys(template.findResources('AWS::SecretsManager::Secret'))).toHaveLength(1)
  })
})

test('nothing of the dashboard is of another region', () => {
  const [dashboard] = Object.values(template.findResources('AWS::CloudWatch::Dashboard'))
  const body = JSON.stringify(dashboard)
  expect(body).toContain('OperationMs')
  expect(body.match(/(?:us|ap|eu)-[a-z]+-\d/g)?.filter((region) => !['eu-west-1', 'eu-central-1'].includes(region))).toEqual([])
})

test('the account has a budget, of which the operator hears before it is spent', () => {
  const budgets = Object.values(template.findResources('AWS::Budgets::Budget')).map(({ Properties }) => Properties)
  const told = (type: string, threshold: number) =>
    expect.objectContaining({ Notification: expect.objectContaining({ NotificationType: type, Threshold: threshold }) })
  expect(budgets).toMatchObject([
    {
      Budget: expect.objectContaining({
        BudgetType: 'COST',
        TimeUnit: 'MONTHLY',
        BudgetLimit: { Amount: zoneBudgetUsd(exampleDeployment.size, 2), Unit: 'USD' },
      }),
      NotificationsWithSubscribers: [told('ACTUAL', 80), told('ACTUAL', 100), told('FORECASTED', 100)],
    },
  ])
})

test('the rules of AwsSolutions find nothing that has no reason', () => {
  const { app } = exampleOperations()
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app))
  expect(() => app.synth()).not.toThrow()
}, 60_000)
