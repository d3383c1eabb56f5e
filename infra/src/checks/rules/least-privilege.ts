import { ruleOver, type Rule } from '../rule.ts'
import { at, listOf, spellOut, type Found } from '../world.ts'
import { statementsOf, withStatements } from './principals-of-zone.ts'

/** Actions that AWS lets nobody narrow to a resource, each with where it says so ("Actions, resources, and condition keys"). */
const withoutResource: Readonly<Record<string, string>> = {
  'ecr:GetAuthorizationToken': 'a token is of a whole registry (Amazon ECR)',
  'ec2:CreateNetworkInterface': "a function's interfaces are not known before (Lambda, AWSLambdaVPCAccessExecutionRole)",
  'ec2:DescribeNetworkInterfaces': 'a list names no resource (Amazon EC2)',
  'ec2:DeleteNetworkInterface': "a function's interfaces are not known before (Lambda, AWSLambdaVPCAccessExecutionRole)",
  'cloudwatch:PutMetricData': 'a metric is no resource (Amazon CloudWatch)',
  'xray:PutTraceSegments': 'a trace is no resource (AWS X-Ray)',
  'xray:PutTelemetryRecords': 'a trace is no resource (AWS X-Ray)',
  'secretsmanager:GetRandomPassword': 'a password is of no secret yet (AWS Secrets Manager)',
  's3:ListAllMyBuckets': 'a list names no resource (Amazon S3)',
}

export const leastPrivilege: Rule = ruleOver(
  'least-privilege',
  'No role may do everything, or something to everything, but what AWS lets nobody narrow.',
  (world) => withStatements(world).filter(({ type }) => identityPolicies.has(type)),
  (found) => statementsOf(found).flatMap((statement) => faultsOf(statement, found)),
)

/** In a key's or a bucket's own policy, `*` is that key or bucket. */
export const identityPolicies: ReadonlySet<string> = new Set([
  'AWS::IAM::Role',
  'AWS::IAM::Policy',
  'AWS::IAM::ManagedPolicy',
  'AWS::IAM::User',
  'AWS::IAM::Group',
])

function faultsOf(statement: unknown, { stack }: Found): readonly string[] {
  if (at(statement, 'Effect') !== 'Allow' || at(statement, 'Principal') !== undefined) return []
  const actions = listOf(at(statement, 'Action')).map(String)
  const everything = actions.filter((action) => action === '*' || action.endsWith(':*'))
  const onAll = listOf(at(statement, 'Resource')).some((resource) => spellOut(resource, stack) === '*')
  const unreasoned = onAll ? actions.filter((action) => !(action in withoutResource)) : []
  return [...everything.map((action) => `it allows ${action}`), ...unreasoned.map((action) => `it allows ${action} on every resource`)]
}
