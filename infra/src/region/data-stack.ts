import type { DatabasePlan } from '@hemisphere/topology/databases.ts'
import type * as ec2 from 'aws-cdk-lib/aws-ec2'
import * as kms from 'aws-cdk-lib/aws-kms'
import type { Construct } from 'constructs'
import { HemisphereStack, type HemisphereStackProps } from '../hemisphere-stack.ts'
import type { RegionSize } from '../sizes.ts'
import { createKeyRotation, rotateKey } from '../zone/key-rotation.ts'
import { createZoneSecret, randomValue } from '../zone/zone-secret.ts'
import { addBackups } from './backups.ts'
import { createCache, type Cache } from './cache.ts'
import { createDatabaseMember, type DatabaseMember } from './database-member.ts'
import { addLogins } from './logins.ts'
import { rotateAdministrator } from './rotate-administrator.ts'

export interface DataStackProps extends HemisphereStackProps {
  readonly vpc: ec2.IVpc
  readonly keyArn: string
  readonly size: RegionSize
  /** Networks of the zone's other regions: their gateways fall back on this directory, and an operator's orders need every database. */
  readonly otherNetworks: readonly string[]
  /** Folder with the built function that rotates keys. */
  readonly rotationBundle: string
  /** Databases whose first writer is here. */
  readonly databases: readonly DatabasePlan[]
}

/** The databases that begin in this region, and its own cache. */
export class DataStack extends HemisphereStack {
  readonly members = new Map<string, DatabaseMember>()
  readonly cache: Cache

  constructor(scope: Construct, id: string, { vpc, keyArn, size, otherNetworks, rotationBundle, databases, ...props }: DataStackProps) {
    super(scope, id, props)
    const key = kms.Key.fromKeyArn(this, 'Key', keyArn)
    for (const plan of databases) this.addDatabase(plan, { vpc, key, size, otherNetworks })
    this.cache = createCache(this, 'Cache', { name: 'cache', vpc, key, node: size.cacheNode })
    const internalTokenKey = createZoneSecret(this, 'InternalTokenKey', {
      name: 'hemisphere/internal-token-key',
      description: `Signs what the gateway tells the subgraphs of ${this.region}`,
      key,
      replicas: [],
      value: randomValue,
    })
    rotateKey(internalTokenKey, createKeyRotation(this, { key, bundle: rotationBundle, name: 'rotate-internal-key' }))
    addBackups(this, 'Backups', { key, clusters: [...this.members.values()].map(({ cluster }) => cluster) })
  }

  private addDatabase(
    plan: DatabasePlan,
    shared: Pick<DataStackProps, 'vpc' | 'size' | 'otherNetworks'> & { readonly key: kms.IKey },
  ): void {
    const { vpc, key, size, otherNetworks } = shared
    const admin = createZoneSecret(this, `Admin-${plan.name}`, {
      name: `hemisphere/database/${plan.name}/admin`,
      description: `Administrator of database ${plan.name}`,
      key,
      replicas: plan.members.filter((region) => region !== this.region),
      value: {
        generateSecretString: {
          secretStringTemplate: JSON.stringify({ username: 'hemisphere_admin', dbname: plan.dbname }),
          generateStringKey: 'password',
          excludePunctuation: true,
          passwordLength: 40,
        },
      },
    })
    const member = createDatabaseMember(this, plan.name, {
      name: plan.name,
      dbname: plan.dbname,
      admin,
      vpc,
      keyArn: key.keyArn,
      capacity: plan.home === undefined ? size.directoryCapacity : size.homeCapacity,
      instances: 2,
      otherNetworks,
    })
    rotateAdministrator(this, plan.name, { admin, member, vpc })
    this.members.set(plan.name, member)
    addLogins(this, { plan, member, key })
  }
}
