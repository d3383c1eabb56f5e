import type * as ec2 from 'aws-cdk-lib/aws-ec2'
import * as elasticache from 'aws-cdk-lib/aws-elasticache'
import * as kms from 'aws-cdk-lib/aws-kms'
import type { Construct } from 'constructs'
import { HemisphereStack, type HemisphereStackProps } from '../hemisphere-stack.ts'
import { createZoneSecret, randomValue } from '../zone/zone-secret.ts'
import { createCache, valkeyToken, type Cache } from './cache.ts'
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager'

export interface SessionsStackProps extends HemisphereStackProps {
  readonly vpc: ec2.IVpc
  readonly keyArn: string
  readonly node: string
  /** Networks of the zone's other regions. */
  readonly otherNetworks: readonly string[]
}

const tokenName = 'hemisphere/sessions/token'

export interface FirstSessionsProps extends SessionsStackProps {
  /** Other regions of the zone, which follow. */
  readonly replicas: readonly string[]
}

/** Browser sessions of the zone: the Global Datastore and its first primary. */
export class SessionsStack extends HemisphereStack {
  readonly cache: Cache
  readonly datastoreId: string

  constructor(scope: Construct, id: string, { vpc, keyArn, node, otherNetworks, replicas, ...props }: FirstSessionsProps) {
    super(scope, id, props)
    const key = kms.Key.fromKeyArn(this, 'Key', keyArn)
    const authToken = createZoneSecret(this, 'Token', {
      name: tokenName,
      description: 'Token of Valkey sessions',
      unrotated: valkeyToken,
      key,
      replicas,
      value: randomValue,
    })
    this.cache = createCache(this, 'Sessions', { name: 'sessions', vpc, key, node, authToken, otherNetworks })
    const datastore = new elasticache.CfnGlobalReplicationGroup(this, 'Datastore', {
      globalReplicationGroupIdSuffix: `hemisphere-${props.zone}`,
      globalReplicationGroupDescription: `Sessions of zone ${props.zone}`,
      // Which member is the primary is an operator's decision, as with the databases.
      automaticFailoverEnabled: false,
      members: [{ replicationGroupId: this.cache.group.ref, replicationGroupRegion: this.region, role: 'PRIMARY' }],
    })
    this.datastoreId = datastore.attrGlobalReplicationGroupId
  }
}

export interface FollowingSessionsProps extends SessionsStackProps {
  readonly datastoreId: string
}

/** A member of the zone's sessions that follows the primary. */
export class FollowingSessionsStack extends HemisphereStack {
  readonly cache: Cache

  constructor(scope: Construct, id: string, { vpc, keyArn, node, otherNetworks, datastoreId, ...props }: FollowingSessionsProps) {
    super(scope, id, props)
    const key = kms.Key.fromKeyArn(this, 'Key', keyArn)
    const authToken = secretsmanager.Secret.fromSecretNameV2(this, 'Token', tokenName)
    this.cache = createCache(this, 'Sessions', { name: 'sessions', vpc, key, node, authToken, otherNetworks, follows: datastoreId })
  }
}
