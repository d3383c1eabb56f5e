import type { DatabasePlan } from '@hemisphere/topology/databases.ts'
import type * as ec2 from 'aws-cdk-lib/aws-ec2'
import * as kms from 'aws-cdk-lib/aws-kms'
import type { Construct } from 'constructs'
import { HemisphereStack, type HemisphereStackProps } from '../hemisphere-stack.ts'
import type { RegionSize } from '../sizes.ts'
import { createDatabaseMember, type DatabaseMember } from './database-member.ts'
import { addLogins } from './logins.ts'

export interface ReplicasStackProps extends HemisphereStackProps {
  readonly vpc: ec2.IVpc
  readonly keyArn: string
  readonly size: RegionSize
  /** Networks of the zone's other regions: their gateways fall back on this directory, and an operator's orders need every database. */
  readonly otherNetworks: readonly string[]
  /** Databases that follow a writer of the buddy here. */
  readonly databases: readonly DatabasePlan[]
}

/** Members that follow the buddy's writers: they are made once those exist. */
export class ReplicasStack extends HemisphereStack {
  readonly members = new Map<string, DatabaseMember>()

  constructor(scope: Construct, id: string, { vpc, keyArn, size, otherNetworks, databases, ...props }: ReplicasStackProps) {
    super(scope, id, props)
    const key = kms.Key.fromKeyArn(this, 'Key', keyArn)
    for (const plan of databases) {
      const member = createDatabaseMember(this, plan.name, {
        name: plan.name,
        dbname: plan.dbname,
        vpc,
        keyArn,
        capacity: plan.home === undefined ? size.directoryCapacity : size.homeCapacity,
        instances: 2,
        otherNetworks,
      })
      this.members.set(plan.name, member)
      addLogins(this, { plan, member, key })
    }
  }
}
