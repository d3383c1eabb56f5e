import { RemovalPolicy } from 'aws-cdk-lib'
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import type { Construct } from 'constructs'
import { HemisphereStack, type HemisphereStackProps } from '../hemisphere-stack.ts'

export interface EdgeLogGroupsStackProps extends HemisphereStackProps {
  readonly logGroups: readonly string[]
}

/**
 * Places for what the edge's functions log in one region, with an end to it. This is no place for data of any zone: the functions say
 * that they were started, and which fault of ours they met, but no part of a request, so it does not matter in which region they ran.
 * The log service's own key encrypts it; a key of ours in each of these regions would guard nothing.
 */
export class EdgeLogGroupsStack extends HemisphereStack {
  constructor(scope: Construct, id: string, { logGroups, ...props }: EdgeLogGroupsStackProps) {
    super(scope, id, props)
    for (const [index, logGroupName] of logGroups.entries())
      new LogGroup(this, `LogGroup${index}`, { logGroupName, retention: RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY })
  }
}
