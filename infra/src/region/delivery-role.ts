import type { Stack } from 'aws-cdk-lib'
import * as iam from 'aws-cdk-lib/aws-iam'

export interface DeliveryRoleOptions {
  readonly roleName: string
  readonly deliveryAccount: string
}

/** A role for the pipeline's account, the one foreign account that a zone trusts: what it may do here is what this role is given. */
export function deliveryAccountRole(stack: Stack, id: string, { roleName, deliveryAccount }: DeliveryRoleOptions): iam.Role {
  return new iam.Role(stack, id, { roleName, assumedBy: new iam.AccountPrincipal(deliveryAccount) })
}
