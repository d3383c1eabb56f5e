import { Stack, Validations } from 'aws-cdk-lib'
import type { IConstruct } from 'constructs'

/** Says why a rule of cdk-nag's AwsSolutions does not hold for a construct and what is below it. */
export function acknowledge(construct: IConstruct, rule: string, reason: string): void {
  Validations.of(construct).acknowledge({ id: `AwsSolutions-${rule}`, reason })
}

/** For a wildcard in a policy: `resource` as the template has it, without the partition, account and region where it has them. */
export function acknowledgeWildcard(
  construct: IConstruct,
  resource: '*' | { readonly service: string; readonly name: string },
  reason: string,
): void {
  const { region, account } = Stack.of(construct)
  const text = resource === '*' ? '*' : `arn:<AWS::Partition>:${resource.service}:${region}:${account}:${resource.name}`
  acknowledge(construct, `IAM5[Resource::${text}]`, reason)
}

/** For a policy that AWS writes and keeps in step with its service. */
export function acknowledgeManagedPolicy(construct: IConstruct, name: string, reason: string): void {
  acknowledge(construct, `IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/${name}]`, reason)
}
