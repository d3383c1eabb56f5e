import type * as ec2 from 'aws-cdk-lib/aws-ec2'
import * as ecs from 'aws-cdk-lib/aws-ecs'
import * as kms from 'aws-cdk-lib/aws-kms'
import type { Construct } from 'constructs'
import { HemisphereStack, type HemisphereStackProps } from '../hemisphere-stack.ts'
import { addMigrationTask, type MigratedDatabase } from './migration-task.ts'
import { addOperateTask, type OperatedZone } from './operate-task.ts'

export interface ComputeStackProps extends HemisphereStackProps {
  readonly vpc: ec2.IVpc
  readonly keyArn: string
  readonly registryAccount: string
  readonly version: string
  /** Databases whose first writer is here: their migrations run in this region. */
  readonly databases: readonly MigratedDatabase[]
  /** What an operator's orders are carried out on. */
  readonly operated: OperatedZone
}

/** Where containers run in a region, the task that migrates its databases before new services come, and the one that carries out an operator's orders. */
export class ComputeStack extends HemisphereStack {
  readonly cluster: ecs.Cluster

  constructor(scope: Construct, id: string, { vpc, keyArn, registryAccount, version, databases, operated, ...props }: ComputeStackProps) {
    super(scope, id, props)
    const key = kms.Key.fromKeyArn(this, 'Key', keyArn)
    this.cluster = new ecs.Cluster(this, 'Cluster', {
      clusterName: 'hemisphere',
      vpc,
      containerInsightsV2: ecs.ContainerInsights.ENHANCED,
      defaultCloudMapNamespace: { name: namespaceName, useForServiceConnect: true },
    })
    const common = { vpc, key, cluster: this.cluster, registryAccount, version }
    addMigrationTask(this, { ...common, databases })
    addOperateTask(this, { ...common, zone: operated })
  }
}

/** By it Service Connect tells the services of this region apart from others of the account. */
export const namespaceName = 'hemisphere'
