import * as cognito from 'aws-cdk-lib/aws-cognito'
import type * as ec2 from 'aws-cdk-lib/aws-ec2'
import * as iam from 'aws-cdk-lib/aws-iam'
import * as kms from 'aws-cdk-lib/aws-kms'
import type { Construct } from 'constructs'
import { HemisphereStack, type HemisphereStackProps } from '../hemisphere-stack.ts'
import type { DatabaseMember } from '../region/database-member.ts'
import { createTokenTrigger } from './token-trigger.ts'
import { createUserPool, issuerOf } from './user-pool.ts'

export interface IdentityStackProps extends HemisphereStackProps {
  readonly zone: string
  readonly vpc: ec2.IVpc
  readonly keyArn: string
  /** Member of the zone's directory in this region. */
  readonly directory: DatabaseMember
  /** Folder with the built token trigger. */
  readonly triggerBundle: string
}

export interface PrimaryIdentityProps extends IdentityStackProps {
  readonly domainPrefix: string
  readonly publicUrl: string
  /** Other regions of the zone. */
  readonly replicas: readonly string[]
  /** Region that takes sign-ins over: a user pool has one replica at most. */
  readonly replica: string
}

/** The zone's user pool and its one replica, of which the first region's is the pool that is administered. */
export class IdentityStack extends HemisphereStack {
  readonly userPoolId: string
  readonly issuer: string
  readonly signInClientIds: readonly string[]

  constructor(scope: Construct, id: string, props: PrimaryIdentityProps) {
    const { zone, vpc, keyArn, directory, triggerBundle, domainPrefix, publicUrl, replicas, replica, ...common } = props
    super(scope, id, { ...common, zone })
    const key = kms.Key.fromKeyArn(this, 'Key', keyArn)
    const trigger = createTokenTrigger(this, { zone, vpc, key, directory, bundle: triggerBundle })
    const { pool, webClientId, commandLineClientId } = createUserPool(this, { zone, key, trigger, domainPrefix, publicUrl, replicas })
    new cognito.CfnUserPoolReplica(this, 'Replica', { userPoolId: pool.userPoolId, regionName: replica })
    this.userPoolId = pool.userPoolId
    this.issuer = issuerOf(this.region, pool.userPoolId)
    this.signInClientIds = [webClientId, commandLineClientId]
  }
}

export interface ReplicaIdentityProps extends IdentityStackProps {
  readonly userPoolId: string
}

/**
 * What a replica of a user pool needs of its own: the trigger. It signs in who is known, by the same issuer; nobody is invited, no
 * profile changes and no authenticator app is enrolled there ("Multi-Region replication for user pools", Cognito developer guide).
 */
export class ReplicaIdentityStack extends HemisphereStack {
  constructor(scope: Construct, id: string, { zone, vpc, keyArn, directory, triggerBundle, userPoolId, ...common }: ReplicaIdentityProps) {
    super(scope, id, { ...common, zone })
    const key = kms.Key.fromKeyArn(this, 'Key', keyArn)
    const trigger = createTokenTrigger(this, { zone, vpc, key, directory, bundle: triggerBundle })
    trigger.addPermission('UserPool', {
      principal: new iam.ServicePrincipal('cognito-idp.amazonaws.com'),
      sourceArn: `arn:${this.partition}:cognito-idp:${this.region}:${this.account}:userpool/${userPoolId}`,
    })
    new cognito.CfnUserPoolRegionalConfigurationAttachment(this, 'Configuration', {
      userPoolId,
      lambdaConfig: { preTokenGenerationConfig: { lambdaArn: trigger.functionArn, lambdaVersion: 'V3_0' } },
    })
  }
}
