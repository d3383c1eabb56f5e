import * as ec2 from 'aws-cdk-lib/aws-ec2'

/** Lets one group call another. Both rules belong to the stack of the caller: a stack of data knows none of those that use it. */
export function allowTo(from: ec2.SecurityGroup, to: ec2.ISecurityGroup, port: number, description: string): void {
  from.addEgressRule(to, ec2.Port.tcp(port), description)
  new ec2.CfnSecurityGroupIngress(from, `To-${to.node.id}-${port}`, {
    groupId: to.securityGroupId,
    sourceSecurityGroupId: from.securityGroupId,
    ipProtocol: 'tcp',
    fromPort: port,
    toPort: port,
    description,
  })
}
