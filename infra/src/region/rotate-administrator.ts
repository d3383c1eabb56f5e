import { Duration, type Stack } from 'aws-cdk-lib'
import * as ec2 from 'aws-cdk-lib/aws-ec2'
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager'
import { allowTo } from './allow-to.ts'
import type { DatabaseMember } from './database-member.ts'
import { tiers } from './network-stack.ts'

export interface RotateAdministratorOptions {
  readonly admin: secretsmanager.ISecret
  readonly member: DatabaseMember
  readonly vpc: ec2.IVpc
}

/**
 * Changes the administrator's password each month, by the function that AWS keeps for this. RDS could do that itself but for a member
 * of a global database ("Password management with Amazon Aurora and AWS Secrets Manager", Aurora user guide). Once the writer is in
 * the other region it fails, and its alarm says so: the runbook of a promotion moves it along.
 */
export function rotateAdministrator(stack: Stack, database: string, { admin, member, vpc }: RotateAdministratorOptions): void {
  const securityGroup = new ec2.SecurityGroup(stack, `Rotation-${database}-SecurityGroup`, {
    vpc,
    description: `Rotation of the administrator of ${database}`,
    allowAllOutbound: false,
  })
  securityGroup.addEgressRule(ec2.Peer.ipv4(vpc.vpcCidrBlock), ec2.Port.tcp(443), 'Endpoints of AWS services')
  allowTo(securityGroup, member.securityGroup, member.port, `Rotation of the administrator of ${database}`)
  const attached = admin.attach({
    asSecretAttachmentTarget: () => ({ targetId: member.cluster.ref, targetType: secretsmanager.AttachmentTargetType.RDS_DB_CLUSTER }),
  })
  attached.addRotationSchedule('Rotation', {
    automaticallyAfter: Duration.days(30),
    rotateImmediatelyOnUpdate: false,
    hostedRotation: secretsmanager.HostedRotation.postgreSqlSingleUser({
      functionName: `hemisphere-rotate-${database}`,
      vpc,
      vpcSubnets: { subnetGroupName: tiers.service },
      securityGroups: [securityGroup],
    }),
  })
}
