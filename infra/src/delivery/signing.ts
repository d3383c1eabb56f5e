import { SecretValue } from 'aws-cdk-lib'
import * as iam from 'aws-cdk-lib/aws-iam'
import type * as kms from 'aws-cdk-lib/aws-kms'
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager'
import type { HemisphereStack } from '../hemisphere-stack.ts'
import { operatorRoleArn, projectRoleArn, standInRegion } from './delivery-names.ts'
import type { Deployment } from '../deployment.ts'

/** Secrets and the parameter of signing, which an operator sets once: see docs/deploy.md. */
export const signingNames = {
  /** Ed25519 key as a JWK, that signs region maps and assemblies. */
  privateKey: 'hemisphere/map-key',
  /** Its public half, by which whoever deploys knows a signed assembly. */
  publicKey: '/hemisphere/map-key',
  /** `{userPools: {zone: id}, companies: {slug: zone}, regionStatesArn}`, what the edge has to know of deployed zones; a secret, since it lists customers. */
  edgeSettings: 'hemisphere/edge-settings',
} as const

/** Where `infra/src/main.ts` puts what it synthesizes. */
export const assemblyFolder = 'infra/dist/cdk.out'

export const signProject = 'sign'
export const verifyCommand = `node infra/src/delivery/release.ts verify-assembly ${assemblyFolder} --public-key ${signingNames.publicKey}`

export interface Signing {
  /** What the project that signs may read, and nobody else. */
  readonly signs: iam.PolicyStatement
  readonly readsPublicKey: iam.PolicyStatement
  /** What an operator may read, who publishes states of regions: the same, also of the copies in another region. */
  readonly publishes: iam.PolicyStatement
}

/**
 * The key is a secret and not a key of KMS: KMS signs Ed25519 of 4,096 bytes at most ("Sign", KMS API reference), and a region map
 * lists companies. Its policy denies reading to every principal but the role of the one project, administrators included, but whoever takes on the
 * operator's, which publishes states of regions. Both secrets have a copy in the region beside the pipeline's, under AWS's own key
 * there: the pipeline's region may be the one that is lost. A copy has the policy of its original ("Replicate secrets across Regions",
 * Secrets Manager user guide).
 */
export function createSigning(
  stack: HemisphereStack,
  { key, deployment }: { readonly key: kms.IKey; readonly deployment: Deployment },
): Signing {
  const copiesIn = standInRegion(deployment)
  const secrets = (
    [
      ['MapKey', signingNames.privateKey, 'Signs region maps and assemblies'],
      ['EdgeSettings', signingNames.edgeSettings, 'Issuers, companies and writer epochs of the edge'],
    ] as const
  ).map(([id, secretName, description]) => {
    const secret = new secretsmanager.Secret(stack, id, {
      secretName,
      description: `${description}; set by an operator`,
      encryptionKey: key,
      replicaRegions: [{ region: copiesIn }],
      // Nothing that works: the project that signs refuses it, so a key that was not set is noticed at once.
      secretStringValue: SecretValue.unsafePlainText('{}'),
    })
    secret.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: 'OnlySigningReads',
        effect: iam.Effect.DENY,
        principals: [new iam.AnyPrincipal()],
        actions: ['secretsmanager:GetSecretValue', 'secretsmanager:BatchGetSecretValue'],
        // Of the secret that this is the policy of.
        resources: ['*'],
        conditions: { ArnNotEquals: { 'aws:PrincipalArn': [projectRoleArn(deployment, signProject), operatorRoleArn(deployment)] } },
      }),
    )
    return secret
  })
  return {
    signs: new iam.PolicyStatement({
      sid: 'ReadSigningSecrets',
      actions: ['secretsmanager:GetSecretValue'],
      resources: secrets.map(({ secretArn }) => secretArn),
    }),
    publishes: new iam.PolicyStatement({
      sid: 'ReadSigningSecrets',
      actions: ['secretsmanager:GetSecretValue'],
      resources: [stack.region, copiesIn].flatMap((region) =>
        [signingNames.privateKey, signingNames.edgeSettings].map(
          // Secrets Manager adds six characters to each name.
          (name) => `arn:aws:secretsmanager:${region}:${stack.account}:secret:${name}-??????`,
        ),
      ),
    }),
    readsPublicKey: new iam.PolicyStatement({
      sid: 'ReadPublicKey',
      actions: ['ssm:GetParameter'],
      resources: [`arn:aws:ssm:${stack.region}:${stack.account}:parameter${signingNames.publicKey}`],
    }),
  }
}
