import { Template } from 'aws-cdk-lib/assertions'
import { expect, describe, test } from 'vitest'
import type { Rule } from '@hemisphere/infra/checks/rule.ts'
import { edgeFunctionBare } from '@hemisphere/infra/checks/rules/edge-function-bare.ts'
import { leastPrivilege } from '@hemisphere/infra/checks/rules/least-privilege.ts'
import { at, findResources, listOf, textsIn, type World } from '@hemisphere/infra/checks/world.ts'
import { regionalEdgeCaches } from '@hemisphere/infra/edge/regional-edge-caches.ts'
import { codeBucketsClosed } from '@hemisphere/infra/edge/rules/code-buckets-closed.ts'
import { edgeRoles } from '@hemisphere/infra/edge/rules/edge-roles.ts'
import { edgeRules } from '@hemisphere/infra/edge/rules/edge-rules.ts'
import { graphNotCached } from '@hemisphere/infra/edge/rules/graph-not-cached.ts'
import { inertOrigin } from '@hemisphere/infra/edge/rules/inert-origin.ts'
import { keepsNoRequests } from '@hemisphere/infra/edge/rules/keeps-no-requests.ts'
import { secretsByReference } from '@hemisphere/infra/edge/rules/secrets-by-reference.ts'
import { viewerConnections } from '@hemisphere/infra/edge/rules/viewer-connections.ts'
import { exampleDeployment } from '@hemisphere/infra/testing/example-deployment.ts'
import { add, plantIn, synthesizeEdge, type Planted } from './edge-world.ts'

const world = await synthesizeEdge({ deployment: exampleDeployment, nag: 'with' })
const distributions = 'hemisphere-edge-distributions'

/** How many resources of a stack have these properties, among others. */
function countOf(stackName: string, type: string, properties: object): number {
  const stack = world.stacks.find(({ name }) => name === stackName)
  if (stack === undefined) throw new Error(`the edge has no stack ${stackName}`)
  const template = Template.fromJSON(structuredClone({ ...stack.template }))
  return Object.keys(template.findResources(type, { Properties: properties })).length
}

const messages = (rule: Rule, of: World): readonly string[] => rule.check(of).violations.map(({ message }) => message)

describe('the edge as it is', () => {
  // cdk-nag looks at it while it is synthesized, and throws what is not acknowledged.
  test.each([...edgeRules, edgeFunctionBare, leastPrivilege])('keeps to $name', (rule) => {
    const { looked, violations } = rule.check(world)
    expect(violations).toEqual([])
    expect(looked).toBeGreaterThan(0)
  })

  test('is in its own account, and in no stack that may hold data of a zone', () => {
    expect(new Set(world.stacks.map(({ account }) => account))).toEqual(new Set([exampleDeployment.accounts.edge]))
    expect(new Set(world.stacks.map(({ zone }) => zone))).toEqual(new Set([undefined]))
  })

  test('has places with an end for the logs of its function wherever it may run', () => {
    const groups = findResources(world, ['AWS::Logs::LogGroup'])
    const regions = groups
      .filter(({ properties }) => properties['LogGroupName'] === '/hemisphere/edge/router')
      .map(({ stack }) => stack.region)
    expect(regions.toSorted()).toEqual([...regionalEdgeCaches].toSorted())
    expect(new Set(groups.map(({ properties }) => properties['RetentionInDays']))).toEqual(new Set([30]))
  })

  test('runs its function as CloudFront wants it', () => {
    const expected = {
      Runtime: 'nodejs24.x',
      Architectures: ['x86_64'],
      MemorySize: 128,
      Timeout: 5,
      LoggingConfig: { LogGroup: '/hemisphere/edge/router' },
    }
    expect(countOf(distributions, 'AWS::Lambda::Function', expected)).toBe(1)
    expect(findResources(world, ['AWS::Lambda::Function'])).toHaveLength(1)
  })

  test.each(['api.hemisphere.example', 'app.hemisphere.example'])(
    'answers at %s over HTTP/3 and IPv6, with records that say so',
    (host) => {
      const properties = { DistributionConfig: { Aliases: [host], HttpVersion: 'http2and3', IPV6Enabled: true } }
      expect(countOf(distributions, 'AWS::CloudFront::Distribution', properties)).toBe(1)
      for (const type of ['A', 'AAAA', 'HTTPS'])
        expect(countOf(distributions, 'AWS::Route53::RecordSet', { Name: `${host}.`, Type: type })).toBe(1)
    },
  )

  test('writes no state of a region: that is for whoever runs it', () => {
    const [store] = findResources(world, ['AWS::CloudFront::KeyValueStore'])
    expect(store?.properties).toMatchObject({ Name: 'hemisphere-region-states' })
    expect(store?.properties).not.toHaveProperty('ImportSource')
  })

  test('is given one secret a zone that nobody knows, which the pipeline may put and not read', () => {
    for (const zone of ['eu', 'us']) {
      const properties = {
        Name: `hemisphere/edge/origin-verify-${zone}`,
        GenerateSecretString: { PasswordLength: 64, ExcludePunctuation: true },
      }
      expect(countOf('hemisphere-edge-secrets', 'AWS::SecretsManager::Secret', properties)).toBe(1)
    }
    const role = findResources(world, ['AWS::IAM::Role']).find(({ stack }) => stack.name === 'hemisphere-edge-secrets')
    expect(role?.properties).toMatchObject({
      RoleName: 'hemisphere-origin-verify-writer',
      Policies: [{ PolicyDocument: { Statement: [{ Action: 'secretsmanager:PutSecretValue' }] } }],
    })
  })

  test('blocks with answers in the shape of the graph', () => {
    const [firewall] = findResources(world, ['AWS::WAFv2::WebACL'])
    const bodies = Object.values(Object(firewall?.properties['CustomResponseBodies']))
      .flatMap(textsIn)
      .filter((text) => text.startsWith('{'))
    const codes = bodies.map((body): unknown => JSON.parse(body).errors[0].extensions.code)
    expect(new Set(codes)).toEqual(new Set(['FORBIDDEN', 'THROTTLED', 'BAD_USER_INPUT']))
    const blocks = JSON.stringify(firewall?.properties['Rules']).match(/"Block":\{[^}]*/g) ?? []
    expect(blocks.length).toBeGreaterThan(30)
    expect(blocks.filter((block) => !block.includes('CustomResponse'))).toEqual([])
  })
})

describe('the firewall', () => {
  const [firewall] = findResources(world, ['AWS::WAFv2::WebACL'])
  const rules = listOf(firewall?.properties['Rules'])
  const rule = (name: string): unknown => rules.find((one) => at(one, 'Name') === name)

  test('sees 64 KB of a body, and refuses one that promises more than the gateways read', () => {
    expect(at(firewall?.properties, 'AssociationConfig', 'RequestBody')).toEqual({ CLOUDFRONT: { DefaultSizeInspectionLimit: 'KB_64' } })
    const pattern = new RegExp(String(at(rule('body-size'), 'Statement', 'RegexMatchStatement', 'RegexString')))
    expect(['1048576', '1048577', '99999999'].map((length) => pattern.test(length))).toEqual([false, true, true])
    expect(at(rule('body-size'), 'Action', 'Block', 'CustomResponse', 'ResponseCode')).toBe(413)
  })

  test('counts what a batch of a partner would be blocked for, and blocks the rest of the core set', () => {
    const overrides = listOf(at(rule('core'), 'Statement', 'ManagedRuleGroupStatement', 'RuleActionOverrides'))
    const counted = overrides.filter((one) => at(one, 'ActionToUse', 'Count') !== undefined).map((one) => at(one, 'Name'))
    expect(counted).toContain('SizeRestrictions_BODY')
    expect(counted).not.toContain('CrossSiteScripting_BODY')
    expect(overrides.length - counted.length).toBe(17)
  })

  test('tells a flood when to come back, at sign-in sooner than elsewhere', () => {
    const [signIn, address] = ['rate-of-sign-in', 'rate-of-address'].map(rule)
    for (const one of [signIn, address])
      expect(at(one, 'Action', 'Block', 'CustomResponse')).toMatchObject({ ResponseCode: 429, CustomResponseBodyKey: 'throttled' })
    const limits = [signIn, address].map((one) => Number(at(one, 'Statement', 'RateBasedStatement', 'Limit')))
    expect(limits[0]).toBeLessThan(limits[1] ?? 0)
    const scope = at(signIn, 'Statement', 'RateBasedStatement', 'ScopeDownStatement', 'RegexMatchStatement', 'RegexString')
    const paths = ['/session/sign-in', '/session/callback', '/session/refresh', '/graphql'].filter((path) =>
      new RegExp(String(scope)).test(path),
    )
    expect(paths).toEqual(['/session/sign-in', '/session/callback'])
  })
})

describe('a third zone', () => {
  const ca = { name: 'ca', directoryRegion: 'ca-central-1' }
  const { topology, accounts } = exampleDeployment
  const regions = [
    ...topology.regions,
    { name: 'ca-central-1', zone: 'ca', buddy: 'ca-west-1' },
    { name: 'ca-west-1', zone: 'ca', buddy: 'ca-central-1' },
  ]
  const deployment = {
    ...exampleDeployment,
    topology: { zones: [...topology.zones, ca], regions },
    accounts: { ...accounts, zones: { ...accounts.zones, ca: '555555555555' } },
  }

  test('has a secret and a header of its own, and the rules hold', async () => {
    const larger = await synthesizeEdge({ deployment })
    for (const rule of edgeRules) expect([rule.name, rule.check(larger).violations]).toEqual([rule.name, []])
    expect(findResources(larger, ['AWS::SecretsManager::Secret']).map(({ properties }) => properties['Name'])).toContain(
      'hemisphere/edge/origin-verify-ca',
    )
    // The rule wants one for each zone: the templates of two would not do for three.
    expect(messages(secretsByReference, { ...world, deployment })).toContain("x-origin-verify-ca is not read from its zone's secret")
  })
})

const config = 'DistributionConfig'

/** Each plants what the rule is there to find, and says what it has to say. */
const violations: readonly (readonly [Rule, string, Planted, string])[] = [
  [
    graphNotCached,
    'a cache before the API',
    { resource: 'Api', path: [config, 'DefaultCacheBehavior', 'CachePolicyId'], value: '658327ea-f89d-4fab-a63d-7e88639e58f6' },
    'another policy of the cache',
  ],
  [
    graphNotCached,
    'a cache before the graph of the web host',
    { resource: 'Web', path: [config, 'CacheBehaviors', 0, 'CachePolicyId'], value: '658327ea-f89d-4fab-a63d-7e88639e58f6' },
    '/graphql has another policy',
  ],
  [
    graphNotCached,
    'errors that stay for ten seconds',
    { resource: 'Api', path: [config, 'CustomErrorResponses', 1, 'ErrorCachingMinTTL'], value: 10 },
    'errors 403 are kept',
  ],
  [
    graphNotCached,
    'errors that are left to CloudFront',
    { resource: 'Api', path: [config, 'CustomErrorResponses'], value: [] },
    'errors 400 are kept',
  ],
  [
    inertOrigin,
    'a default origin that may answer',
    { resource: 'Api', path: [config, 'Origins', 0, 'DomainName'], value: 'origin.example' },
    'wanted that of a bucket made here',
  ],
  [
    inertOrigin,
    'a default origin in the clear',
    { resource: 'Api', path: [config, 'Origins', 0, 'CustomOriginConfig', 'OriginProtocolPolicy'], value: 'match-viewer' },
    'asked in the clear',
  ],
  [
    inertOrigin,
    'the web application as default origin',
    { resource: 'Api', path: [config, 'DefaultCacheBehavior', 'TargetOriginId'], value: 'web-eu' },
    'wanted that of a bucket made here',
  ],
  [
    inertOrigin,
    'an inert bucket that may be public',
    { resource: 'Nothing', path: ['PublicAccessBlockConfiguration', 'BlockPublicPolicy'], value: false },
    'may be public',
  ],
  [
    inertOrigin,
    'an inert bucket that denies nothing',
    { resource: 'NothingPolicy', path: ['PolicyDocument', 'Statement'], value: [] },
    'does not deny everybody',
  ],
  [
    inertOrigin,
    'an inert bucket that lets somebody in',
    { resource: 'NothingPolicy', path: ['PolicyDocument', 'Statement', 0, 'Effect'], value: 'Allow' },
    'lets somebody in',
  ],
  [
    secretsByReference,
    'a secret in the template',
    { resource: 'Api', path: [config, 'Origins', 0, 'OriginCustomHeaders', 0, 'HeaderValue'], value: 'a value' },
    'x-origin-verify-eu is not read',
  ],
  [
    secretsByReference,
    "the other zone's secret",
    {
      resource: 'Api',
      path: [config, 'Origins', 0, 'OriginCustomHeaders', 0, 'HeaderValue'],
      value: '{{resolve:secretsmanager:hemisphere/edge/origin-verify-us:SecretString::AWSCURRENT}}',
    },
    'x-origin-verify-eu is not read',
  ],
  [
    secretsByReference,
    'one secret for all',
    { resource: 'Api', path: [config, 'Origins', 0, 'OriginCustomHeaders', 1, 'HeaderName'], value: 'x-origin-verify' },
    'of no zone',
  ],
  [
    secretsByReference,
    'a secret for another origin',
    {
      resource: 'Api',
      path: [config, 'Origins', 1, 'OriginCustomHeaders'],
      value: [{ HeaderName: 'x-origin-verify-eu', HeaderValue: 'any' }],
    },
    'another origin is told',
  ],
  [
    viewerConnections,
    'TLS 1.2',
    { resource: 'Api', path: [config, 'ViewerCertificate', 'MinimumProtocolVersion'], value: 'TLSv1.2_2021' },
    'by TLSv1.2_2021',
  ],
  [viewerConnections, 'no firewall', { resource: 'Web', path: [config, 'WebACLId'], value: undefined }, 'before the firewall'],
  [
    viewerConnections,
    'tokens in the clear',
    { resource: 'Api', path: [config, 'DefaultCacheBehavior', 'ViewerProtocolPolicy'], value: 'redirect-to-https' },
    'takes requests in the clear',
  ],
  [
    viewerConnections,
    'pages in the clear',
    { resource: 'Web', path: [config, 'DefaultCacheBehavior', 'ViewerProtocolPolicy'], value: 'allow-all' },
    'takes requests in the clear',
  ],
  [
    codeBucketsClosed,
    'an unsigned origin',
    { resource: 'Web', path: [config, 'Origins', 0, 'OriginAccessControlId'], value: undefined },
    'asks web-eu without a signature',
  ],
  [
    codeBucketsClosed,
    'an open bucket',
    { resource: 'Nothing', path: ['PublicAccessBlockConfiguration'], value: undefined },
    'may be public',
  ],
  [codeBucketsClosed, 'a bucket in the clear', { resource: 'Nothing', path: ['BucketEncryption'], value: undefined }, 'not encrypted'],
  [
    keepsNoRequests,
    'an access log',
    { resource: 'Api', path: [config, 'Logging'], value: { Bucket: 'logs.s3.amazonaws.com' } },
    'has an access log',
  ],
  [
    keepsNoRequests,
    'a log in real time',
    { resource: 'Web', path: [config, 'DefaultCacheBehavior', 'RealtimeLogConfigArn'], value: 'arn:any' },
    'log in real time',
  ],
  [
    edgeRoles,
    'a role for a zone',
    {
      resource: 'WebPublisher',
      path: ['AssumeRolePolicyDocument', 'Statement', 0, 'Principal'],
      value: { AWS: 'arn:aws:iam::222222222222:root' },
    },
    'taken by arn:aws:iam::222222222222:root',
  ],
  [
    edgeRoles,
    'a role for anybody',
    { resource: 'WebPublisher', path: ['AssumeRolePolicyDocument', 'Statement', 0, 'Principal'], value: '*' },
    'taken by *',
  ],
  [
    edgeFunctionBare,
    'an environment',
    { resource: 'OriginRequest', path: ['Environment'], value: { Variables: { KEY: 'any' } } },
    'environment variables',
  ],
  [edgeFunctionBare, 'a network', { resource: 'OriginRequest', path: ['VpcConfig'], value: { SubnetIds: ['subnet-1'] } }, 'in a network'],
]

describe('a planted violation is found', () => {
  test.each(violations.map(([rule, what, planted, message]) => [rule.name, what, { rule, planted, message }] as const))(
    '%s: %s',
    (_, _what, { rule, planted, message }) => {
      expect(messages(rule, plantIn(world, planted)).join('\n')).toContain(message)
    },
  )

  test('keeps-no-requests: a log and samples of the firewall', () => {
    const logging = { LogDestinationConfigs: ['arn:any'], ResourceArn: 'arn:any' }
    expect(messages(keepsNoRequests, add(world, 'hemisphere-edge-firewall', 'AWS::WAFv2::LoggingConfiguration', logging))).toEqual([
      'it is a AWS::WAFv2::LoggingConfiguration',
    ])
    const sampled = { Name: 'other', VisibilityConfig: { SampledRequestsEnabled: true }, Rules: [] }
    expect(messages(keepsNoRequests, add(world, 'hemisphere-edge-firewall', 'AWS::WAFv2::WebACL', sampled))).toEqual([
      'other keeps samples of requests',
    ])
  })

  test('code-buckets-closed: a bucket for distributions of others', () => {
    const statement = { Effect: 'Allow', Principal: { Service: 'cloudfront.amazonaws.com' }, Action: 's3:*', Resource: '*' }
    const open = add(world, distributions, 'AWS::S3::BucketPolicy', {
      Bucket: { Ref: findResources(world, ['AWS::S3::Bucket']).find(({ stack }) => stack.name === distributions)?.id },
      PolicyDocument: { Statement: [statement] },
    })
    expect(messages(codeBucketsClosed, open)).toEqual(['it lets in distributions of others', 'it allows s3:*'])
  })
})
