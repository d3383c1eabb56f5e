import type { Stack } from 'aws-cdk-lib'
import * as kms from 'aws-cdk-lib/aws-kms'
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager'
import { acknowledge } from '../acknowledge.ts'
import { keyAlias } from './keys-stack.ts'

export interface ZoneSecretOptions {
  readonly name: string
  readonly description: string
  readonly key: kms.IKey
  /** Other regions of the zone; each keeps its copy under its own key. */
  readonly replicas: readonly string[]
  /** How a value is made that nobody has seen, or what the value is. */
  /** Why AWS rotates it not by itself; absent for one that gets a schedule. */
  readonly unrotated?: string
  readonly value: Pick<secretsmanager.SecretProps, 'generateSecretString' | 'secretObjectValue'>
}

/** A secret that all regions of a zone share: written in its first region, read in each from a copy of its own, and nowhere else. */
export function createZoneSecret(stack: Stack, id: string, options: ZoneSecretOptions): secretsmanager.Secret {
  const { name, description, key, replicas, unrotated, value } = options
  const secret = new secretsmanager.Secret(stack, id, {
    secretName: name,
    description,
    encryptionKey: key,
    replicaRegions: replicas.map((region) => ({
      region,
      encryptionKey: kms.Key.fromKeyArn(stack, `${id}Key-${region}`, `arn:${stack.partition}:kms:${region}:${stack.account}:${keyAlias}`),
    })),
    ...value,
  })
  if (unrotated !== undefined) acknowledge(secret, 'SMG4', unrotated)
  return secret
}

/** 64 letters and digits, which is more than the 256 bits of the keys that are made of it. */
export const randomValue = { generateSecretString: { excludePunctuation: true, passwordLength: 64 } } as const
