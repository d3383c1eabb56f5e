import * as globalaccelerator from 'aws-cdk-lib/aws-globalaccelerator'
import * as rds from 'aws-cdk-lib/aws-rds'
import type { Construct } from 'constructs'
import { HemisphereStack, type HemisphereStackProps } from '../hemisphere-stack.ts'
import { globalClusterName, postgresVersion } from '../region/database-member.ts'

export interface ZoneStackProps extends HemisphereStackProps {
  /** Home regions of the zone. */
  readonly homes: readonly string[]
  /** Names of its databases. */
  readonly databases: readonly string[]
}

export interface HomeAccelerator {
  readonly listenerArn: string
  readonly dnsName: string
}

/**
 * What a zone's regions join: an accelerator for each home, whose endpoint groups the regions add themselves, and a global cluster
 * for each database, whose members they are. Nothing here knows a region of another zone.
 */
export class ZoneStack extends HemisphereStack {
  readonly accelerators = new Map<string, HomeAccelerator>()

  constructor(scope: Construct, id: string, { homes, databases, ...props }: ZoneStackProps) {
    super(scope, id, props)
    for (const home of homes) this.addAccelerator(home)
    for (const database of databases) this.addGlobalCluster(database)
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
    this.accelerators.set(home, { listenerArn: listener.attrListenerArn, dnsName: accelerator.attrDnsName })
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
