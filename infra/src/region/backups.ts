import { Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib'
import * as backup from 'aws-cdk-lib/aws-backup'
import { Schedule } from 'aws-cdk-lib/aws-events'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import type { CfnDBCluster } from 'aws-cdk-lib/aws-rds'
import { acknowledgeManagedPolicy } from '../acknowledge.ts'

export interface BackupsOptions {
  readonly key: IKey
  readonly clusters: readonly CfnDBCluster[]
}

/** A vault whose recovery points nobody can delete before their time; it copies to no other region, since the buddy has its own. */
export function addBackups(stack: Stack, id: string, { key, clusters }: BackupsOptions): void {
  const vault = new backup.BackupVault(stack, `${id}Vault`, {
    backupVaultName: `hemisphere-${stack.region}`,
    encryptionKey: key,
    removalPolicy: RemovalPolicy.RETAIN,
    blockRecoveryPointDeletion: true,
    lockConfiguration: { minRetention: Duration.days(35), changeableFor: Duration.days(3) },
  })
  const plan = new backup.BackupPlan(stack, `${id}Plan`, {
    backupPlanName: `hemisphere-${stack.region}`,
    backupVault: vault,
    backupPlanRules: [
      new backup.BackupPlanRule({
        ruleName: 'daily',
        scheduleExpression: Schedule.cron({ hour: '2', minute: '30' }),
        startWindow: Duration.hours(1),
        completionWindow: Duration.hours(6),
        deleteAfter: Duration.days(35),
      }),
      new backup.BackupPlanRule({
        ruleName: 'monthly',
        scheduleExpression: Schedule.cron({ day: '1', hour: '4', minute: '30' }),
        deleteAfter: Duration.days(365),
      }),
    ],
  })
  const selection = plan.addSelection(`${id}Selection`, {
    resources: clusters.map((cluster) => backup.BackupResource.fromArn(cluster.attrDbClusterArn)),
  })
  acknowledgeManagedPolicy(selection, 'AWSBackupServiceRolePolicyForBackup', 'AWS keeps it in step with what it backs up.')
}
