import { CfnOutput, Fn } from 'aws-cdk-lib'
import * as globalaccelerator from 'aws-cdk-lib/aws-globalaccelerator'
import * as iam from 'aws-cdk-lib/aws-iam'
import * as kms from 'aws-cdk-lib/aws-kms'
import * as rds from 'aws-cdk-lib/aws-rds'
import * as route53 from 'aws-cdk-lib/aws-route53'
import type { Construct } from 'constructs'
import { HemisphereStack, type HemisphereStackProps } from '../hemisphere-stack.ts'
import { globalClusterName, postgresVersion } from '../region/database-member.ts'
import { deliveryAccountRole } from '../region/delivery-role.ts'
import { createKeyRotation, rotateKey } from './key-rotation.ts'
import { createZoneSecret, randomValue } from './zone-secret.ts'

export interface ZoneStackProps extends HemisphereStackProps {
  /** Home regions of the zone. */
  readonly homes: readonly string[]
  /** Names of its databases. */
  readonly databases: readonly string[]
  readonly keyArn: string
  /** Domain whose names are answered out of the zone alone. */
  readonly domain: string
  readonly deliveryAccount: string
  /** Folder with the built function that rotates keys. */
  readonly rotationBundle: string
  /** Host of a home region's accelerator. */
  readonly hostOf: (home: string) => string
}

export interface HomeAccelerator {
  readonly listenerArn: string
  readonly dualStackDnsName: string
}

/** Of every accelerator ("AliasTarget", Route 53 API reference). */
const acceleratorHostedZoneId = 'Z2BJ6XQ5FK7U4H'

/** Random keys that all regions of the zone know, by the last part of their names. */
const sharedKeys: Readonly<Record<string, string>> = {
  'session-key': 'Seals cookies of the sessions of the zone',
  'cursor-key': 'Seals cursors, which stay valid across a failover',
}

interface OriginVerifyOptions {
  readonly key: kms.IKey
  readonly replicas: readonly string[]
  readonly deliveryAccount: string
}

/**
 * What a zone's regions join: an accelerator for each home, whose endpoint groups the regions add themselves, and a global cluster
 * for each database, whose members they are. Nothing here knows a region of another zone.
 */
export class ZoneStack extends HemisphereStack {
  readonly accelerators = new Map<string, HomeAccelerator>()
  readonly hostedZoneId: string

  constructor(
    scope: Construct,
    id: string,
    { homes, databases, keyArn, domain, deliveryAccount, rotationBundle, hostOf, ...props }: ZoneStackProps,
  ) {
    super(scope, id, props)
    const hostedZone = new route53.CfnHostedZone(this, 'HostedZone', {
      name: domain,
      hostedZoneConfig: { comment: `Names of zone ${props.zone}; to be delegated from its parent` },
    })
    this.hostedZoneId = hostedZone.attrId
    new CfnOutput(this, 'NameServers', {
      value: Fn.join(' ', hostedZone.attrNameServers),
      description: `NS record of ${domain} at its parent`,
    })
    for (const home of homes) this.addAccelerator(home)
    for (const home of homes) this.addHost(hostOf(home), home)
    for (const database of databases) this.addGlobalCluster(database)
    const key = kms.Key.fromKeyArn(this, 'Key', keyArn)
    const replicas = homes.filter((home) => home !== this.region)
    const rotation = createKeyRotation(this, { key, bundle: rotationBundle, name: 'rotate-zone-keys' })
    for (const [name, description] of Object.entries(sharedKeys)) {
      rotateKey(
        createZoneSecret(this, `Secret-${name}`, { name: `hemisphere/${name}`, description, key, replicas, value: randomValue }),
        rotation,
      )
    }
    this.addOriginVerify({ key, replicas, deliveryAccount })
  }

  /** The pipeline writes a new value first here, then at the edge: from then on the edge brings it, and both are good meanwhile. */
  private addOriginVerify({ key, replicas, deliveryAccount }: OriginVerifyOptions): void {
    const secret = createZoneSecret(this, 'Secret-origin-verify', {
      name: 'hemisphere/origin-verify',
      description: 'By this the edge is known; the current and the previous value are good',
      key,
      replicas,
      unrotated: 'The pipeline does it, since the edge has to bring the new value when the regions know it.',
      value: randomValue,
    })
    const writer = deliveryAccountRole(this, 'OriginVerifyWriter', { roleName: 'hemisphere-origin-verify-writer', deliveryAccount })
    writer.addToPolicy(new iam.PolicyStatement({ actions: ['secretsmanager:PutSecretValue'], resources: [secret.secretArn] }))
    writer.addToPolicy(
      new iam.PolicyStatement({
        actions: ['kms:GenerateDataKey', 'kms:Decrypt'],
        resources: [key.keyArn],
        conditions: { StringEquals: { 'kms:ViaService': `secretsmanager.${this.region}.amazonaws.com` } },
      }),
    )
  }

  /** The edge connects to a home by this name; its address is the accelerator's. */
  private addHost(host: string, home: string): void {
    const accelerator = this.accelerators.get(home)
    if (accelerator === undefined) throw new Error(`home ${home} has no accelerator`)
    for (const type of ['A', 'AAAA']) {
      new route53.CfnRecordSet(this, `Host-${home}-${type}`, {
        hostedZoneId: this.hostedZoneId,
        name: host,
        type,
        aliasTarget: { dnsName: accelerator.dualStackDnsName, hostedZoneId: acceleratorHostedZoneId, evaluateTargetHealth: false },
      })
    }
  }

  private addAccelerator(home: string): void {
    const name = `hemisphere-${home}`
    const accelerator = new globalaccelerator.CfnAccelerator(this, `Accelerator-${home}`, {
      name,
      ipAddressType: 'DUAL_STACK',
      enabled: true,
    })
    const listener = new globalaccelerator.CfnListener(this, `Listener-${home}`, {
      acceleratorArn: accelerator.attrAcceleratorArn,
      protocol: 'TCP',
      portRanges: [{ fromPort: 443, toPort: 443 }],
      clientAffinity: 'NONE',
    })
    this.accelerators.set(home, { listenerArn: listener.attrListenerArn, dualStackDnsName: accelerator.attrDualStackDnsName })
  }

  private addGlobalCluster(database: string): void {
    new rds.CfnGlobalCluster(this, `Database-${database}`, {
      globalClusterIdentifier: globalClusterName(database),
      engine: 'aurora-postgresql',
      engineVersion: postgresVersion,
      storageEncrypted: true,
      deletionProtection: true,
    })
  }
}
