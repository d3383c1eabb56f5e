import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch'
import * as iam from 'aws-cdk-lib/aws-iam'
import { offeredRoles, projectRoleName, releaseAlarmName, zoneProjects } from '../delivery/delivery-names.ts'
import type { HemisphereStack } from '../hemisphere-stack.ts'
import { describeAlarm } from './describe-alarm.ts'

export interface ReleaseWatchOptions {
  readonly zone: string
  readonly deliveryAccount: string
  /** Alarms that a release must not set off. */
  readonly alarms: readonly cloudwatch.IAlarm[]
}

/** The one alarm that decides on a release, and the role by which the pipeline may look at it, and at nothing else. */
export function offerReleaseWatch(
  stack: HemisphereStack,
  { zone, deliveryAccount, alarms }: ReleaseWatchOptions,
): cloudwatch.CompositeAlarm {
  const alarm = new cloudwatch.CompositeAlarm(stack, 'Release', {
    compositeAlarmName: releaseAlarmName(stack.region),
    alarmDescription: describeAlarm('A release would be rolled back here', 'release-rolled-back'),
    alarmRule: cloudwatch.AlarmRule.anyOf(...alarms.map((part) => cloudwatch.AlarmRule.fromAlarm(part, cloudwatch.AlarmState.ALARM))),
  })
  const project = `arn:${stack.partition}:iam::${deliveryAccount}:role/${projectRoleName(zoneProjects.watch(zone))}`
  const role = new iam.Role(stack, 'ReleaseWatcher', {
    roleName: offeredRoles.watch(stack.region),
    description: 'The pipeline looks at the alarm that decides on a release',
    // A role that does not exist yet can't be a principal; the account with this condition is the same.
    assumedBy: new iam.AccountPrincipal(deliveryAccount).withConditions({ ArnEquals: { 'aws:PrincipalArn': project } }),
  })
  role.addToPolicy(new iam.PolicyStatement({ sid: 'LookAtAlarm', actions: ['cloudwatch:DescribeAlarms'], resources: [alarm.alarmArn] }))
  return alarm
}
