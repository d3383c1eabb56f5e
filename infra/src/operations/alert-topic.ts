import * as events from 'aws-cdk-lib/aws-events'
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets'
import * as iam from 'aws-cdk-lib/aws-iam'
import type * as kms from 'aws-cdk-lib/aws-kms'
import * as sns from 'aws-cdk-lib/aws-sns'
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions'
import type { HemisphereStack } from '../hemisphere-stack.ts'
import { describeAlarm } from './describe-alarm.ts'

/** Where the alarms of this region go: by e-mail to the operator, encrypted by the region's key while it waits. */
export function createAlertTopic(
  stack: HemisphereStack,
  { key, operatorEmail }: { readonly key: kms.IKey; readonly operatorEmail: string },
): sns.Topic {
  const topic = new sns.Topic(stack, 'Alerts', { topicName: 'hemisphere-alerts', masterKey: key, enforceSSL: true })
  topic.addSubscription(new EmailSubscription(operatorEmail))
  topic.addToResourcePolicy(
    new iam.PolicyStatement({
      sid: 'Alarms',
      principals: [new iam.ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: { StringEquals: { 'aws:SourceAccount': stack.account } },
    }),
  )
  return topic
}

/** Tells of a rotation that failed. It has no metric: Secrets Manager says it by an event. */
export function tellOfFailedRotations(stack: HemisphereStack, topic: sns.ITopic): void {
  const description = describeAlarm('The rotation of a secret failed', 'secret-rotation-failed')
  new events.Rule(stack, 'RotationFailed', {
    ruleName: 'hemisphere-rotation-failed',
    description,
    eventPattern: {
      source: ['aws.secretsmanager'],
      detailType: ['AWS Service Event via CloudTrail'],
      detail: { eventName: ['RotationFailed', 'RotationAbandoned', 'TestRotationFailed'] },
    },
    targets: [
      new SnsTopic(topic, { message: events.RuleTargetInput.fromText(`${description} (${events.EventField.time}, ${stack.region})`) }),
    ],
  })
}
