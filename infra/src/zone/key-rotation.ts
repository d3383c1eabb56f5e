import { Duration } from 'aws-cdk-lib'
import type * as kms from 'aws-cdk-lib/aws-kms'
import * as lambda from 'aws-cdk-lib/aws-lambda'
import type * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager'
import { acknowledgeManagedPolicy, acknowledgeWildcard } from '../acknowledge.ts'
import type { HemisphereStack } from '../hemisphere-stack.ts'
import { createLogGroup } from '../log-group.ts'

export interface KeyRotationOptions {
  readonly key: kms.IKey
  /** Last part of its name; a region may have one for the zone's keys and one for its own. */
  readonly name: string
  /** Folder with the built function. */
  readonly bundle: string
}

const rotationDays = 30

/** Makes new random keys when Secrets Manager asks for them; it knows no key but those that are given to it to rotate. */
export function createKeyRotation(stack: HemisphereStack, { key, name, bundle }: KeyRotationOptions): lambda.Function {
  const rotation = new lambda.Function(stack, 'KeyRotation', {
    functionName: `hemisphere-${name}`,
    description: 'Makes a new random key',
    runtime: lambda.Runtime.NODEJS_24_X,
    architecture: lambda.Architecture.ARM_64,
    handler: 'index.handler',
    code: lambda.Code.fromAsset(bundle),
    memorySize: 256,
    timeout: Duration.seconds(30),
    environmentEncryption: key,
    logGroup: createLogGroup(stack, 'KeyRotationLogs', { name, key }),
  })
  acknowledgeManagedPolicy(rotation, 'AWSLambdaBasicExecutionRole', 'It may write its log.')
  acknowledgeWildcard(rotation, '*', 'A random password is of no secret: the CDK lets each rotation ask for one.')
  return rotation
}

/** Rotates a key each month; the previous one is good until the next time. */
export function rotateKey(secret: secretsmanager.Secret, rotation: lambda.IFunction): void {
  secret.addRotationSchedule('Rotation', {
    rotationLambda: rotation,
    automaticallyAfter: Duration.days(rotationDays),
    rotateImmediatelyOnUpdate: false,
  })
}
