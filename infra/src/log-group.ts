import { RemovalPolicy } from 'aws-cdk-lib'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import type { HemisphereStack } from './hemisphere-stack.ts'

export interface LogGroupOptions {
  /** Last part of its name, such as `gateway`. */
  readonly name: string
  readonly key: IKey
}

/** A log group of the stack's own region and key; what is in it is gone after 90 days. */
export function createLogGroup(stack: HemisphereStack, id: string, { name, key }: LogGroupOptions): LogGroup {
  return new LogGroup(stack, id, {
    logGroupName: `/hemisphere/${stack.region}/${name}`,
    encryptionKey: key,
    retention: RetentionDays.THREE_MONTHS,
    removalPolicy: RemovalPolicy.RETAIN,
  })
}
