import type { Stack } from 'aws-cdk-lib'
import * as ec2 from 'aws-cdk-lib/aws-ec2'
import * as elasticache from 'aws-cdk-lib/aws-elasticache'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import type * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager'
import { acknowledge } from '../acknowledge.ts'
import { createZoneSecret, randomValue } from '../zone/zone-secret.ts'
import { tiers } from './network-stack.ts'

/** Valkey takes two tokens for a while, by a call of its own: an operator makes it, as the runbook says. */
export const valkeyToken = 'Its rotation is a call to ElastiCache, between two tokens that are good at once.'

export interface CacheOptions {
  /** Last part of its name, such as `cache` or `sessions`. */
  readonly name: string
  readonly vpc: ec2.IVpc
  readonly key: IKey
  readonly node: string
  /** Networks of the zone's other regions whose gateways may call. */
  readonly otherNetworks?: readonly string[]
  /** Token with which clients sign in; made here when absent. */
  readonly authToken?: secretsmanager.ISecret
  /** The Global Datastore that this one follows; then the engine and the node are the primary's. */
  readonly follows?: string
}

export interface Cache {
  readonly group: elasticache.CfnReplicationGroup
  readonly securityGroup: ec2.SecurityGroup
  readonly authToken: secretsmanager.ISecret
  readonly port: number
  /** By TLS. */
  readonly url: string
}

const port = 6379
const engine = { engine: 'valkey', engineVersion: '8.1' } as const

export function replicationGroupId(name: string, region: string): string {
  return `hemisphere-${name}-${region}`
}

/** A Valkey with a replica in another zone of availability: TLS only, a token to sign in, encrypted by the region's key. */
export function createCache(stack: Stack, id: string, options: CacheOptions): Cache {
  const { name, vpc, key, node, follows, otherNetworks = [] } = options
  const securityGroup = new ec2.SecurityGroup(stack, `${id}SecurityGroup`, { vpc, description: `Valkey ${name}`, allowAllOutbound: false })
  for (const network of otherNetworks)
    securityGroup.addIngressRule(ec2.Peer.ipv4(network), ec2.Port.tcp(port), 'Gateways of another region of the zone')
  const subnets = new elasticache.CfnSubnetGroup(stack, `${id}Subnets`, {
    description: `Valkey ${name}`,
    subnetIds: vpc.selectSubnets({ subnetGroupName: tiers.data }).subnetIds,
  })
  const authToken =
    options.authToken ??
    createZoneSecret(stack, `${id}Token`, {
      name: `hemisphere/${name}/token`,
      description: `Token of Valkey ${name}`,
      key,
      replicas: [],
      unrotated: valkeyToken,
      value: randomValue,
    })
  const group = new elasticache.CfnReplicationGroup(stack, id, {
    replicationGroupId: replicationGroupId(name, stack.region),
    replicationGroupDescription: `Hemisphere ${name}`,
    ...(follows === undefined ? { ...engine, cacheNodeType: node } : { globalReplicationGroupId: follows }),
    numCacheClusters: 2,
    automaticFailoverEnabled: true,
    multiAzEnabled: true,
    cacheSubnetGroupName: subnets.ref,
    securityGroupIds: [securityGroup.securityGroupId],
    port,
    atRestEncryptionEnabled: true,
    kmsKeyId: key.keyArn,
    transitEncryptionEnabled: true,
    transitEncryptionMode: 'required',
    authToken: authToken.secretValue.unsafeUnwrap(),
    autoMinorVersionUpgrade: true,
    snapshotRetentionLimit: 0,
  })
  acknowledge(group, 'AEC5', 'The port is no secret: who may call is held by its security group, TLS and a token.')
  return { group, securityGroup, authToken, port, url: `rediss://${group.attrPrimaryEndPointAddress}:${port}` }
}
