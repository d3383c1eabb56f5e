import * as iam from 'aws-cdk-lib/aws-iam'
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager'
import type { Construct } from 'constructs'
import { acknowledge } from '../acknowledge.ts'
import { HemisphereStack, type HemisphereStackProps } from '../hemisphere-stack.ts'
import { originVerifySecret } from './names.ts'

export interface EdgeSecretsStackProps extends HemisphereStackProps {
  readonly zones: readonly string[]
  readonly deliveryAccount: string
}

export const originVerifyWriterRole = 'hemisphere-origin-verify-writer'

/**
 * The edge's copies of what proves it to each zone's gateways. They begin with a value that nobody knows, so that the edge is refused
 * until the pipeline has written one value to both sides: to the zone first, whose gateways take the previous value, too, then here.
 * They stand apart from the distributions, which have to find them written.
 */
export class EdgeSecretsStack extends HemisphereStack {
  constructor(scope: Construct, id: string, { zones, deliveryAccount, ...props }: EdgeSecretsStackProps) {
    super(scope, id, props)
    const secrets = zones.map((zone) => this.addSecret(zone))
    new iam.Role(this, 'OriginVerifyWriter', {
      roleName: originVerifyWriterRole,
      description: 'Puts the value that a zone has been given already',
      assumedBy: new iam.AccountPrincipal(deliveryAccount),
      inlinePolicies: {
        Put: new iam.PolicyDocument({
          statements: [
            new iam.PolicyStatement({
              actions: ['secretsmanager:PutSecretValue'],
              resources: secrets.map(({ secretArn }) => secretArn),
            }),
          ],
        }),
      },
    })
  }

  private addSecret(zone: string): secretsmanager.Secret {
    const secret = new secretsmanager.Secret(this, `OriginVerify-${zone}`, {
      secretName: originVerifySecret(zone),
      description: `What the edge proves itself with to the gateways of zone ${zone}`,
      // A header holds it: letters and digits alone.
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
    })
    acknowledge(
      secret,
      'SMG4',
      'The pipeline rotates it: the same value has to reach the zone first, in another account, where no rotation function of this one may go.',
    )
    return secret
  }
}
