import { Aws } from 'aws-cdk-lib'
import * as iam from 'aws-cdk-lib/aws-iam'
import * as kms from 'aws-cdk-lib/aws-kms'
import type { Construct } from 'constructs'
import { HemisphereStack, type HemisphereStackProps } from '../hemisphere-stack.ts'

export interface KeysStackProps extends HemisphereStackProps {
  /** The key of the zone's first region, of which this region's key is a replica; absent in that region. */
  readonly primary?: KeysStack
}

/** Alias of the region's key in its own account, for what names a key and can't refer to one, such as a replica of a secret. */
export const keyAlias = 'alias/hemisphere'

const deletionWaitDays = 30

/** One multi-region key a zone, with a replica in each of its regions and nowhere else: it encrypts all that the zone keeps. */
export class KeysStack extends HemisphereStack {
  readonly keyArn: string

  constructor(scope: Construct, id: string, { primary, ...props }: KeysStackProps) {
    super(scope, id, props)
    const keyPolicy = this.policy()
    const description = `All data of zone ${props.zone}`
    const key =
      primary === undefined
        ? new kms.CfnKey(this, 'Key', {
            description,
            keyPolicy,
            enableKeyRotation: true,
            multiRegion: true,
            pendingWindowInDays: deletionWaitDays,
          })
        : new kms.CfnReplicaKey(this, 'Key', {
            description,
            keyPolicy,
            primaryKeyArn: primary.keyArn,
            pendingWindowInDays: deletionWaitDays,
          })
    this.keyArn = key.attrArn
    new kms.CfnAlias(this, 'Alias', { aliasName: keyAlias, targetKeyId: key.attrKeyId })
  }

  /** The account's own policies say who may use it; services of AWS may for this account's resources alone. */
  private policy(): iam.PolicyDocument {
    return new iam.PolicyDocument({
      statements: [
        new iam.PolicyStatement({ sid: 'Account', principals: [new iam.AccountRootPrincipal()], actions: ['kms:*'], resources: ['*'] }),
        new iam.PolicyStatement({
          sid: 'Logs',
          principals: [new iam.ServicePrincipal(`logs.${this.region}.amazonaws.com`)],
          actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
          resources: ['*'],
          conditions: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:${Aws.PARTITION}:logs:${this.region}:${this.account}:*` } },
        }),
        new iam.PolicyStatement({
          sid: 'Alarms',
          principals: [new iam.ServicePrincipal('cloudwatch.amazonaws.com'), new iam.ServicePrincipal('events.amazonaws.com')],
          actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
          resources: ['*'],
          conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
        }),
      ],
    })
  }
}
