import { Fn, RemovalPolicy } from 'aws-cdk-lib'
import * as ec2 from 'aws-cdk-lib/aws-ec2'
import * as iam from 'aws-cdk-lib/aws-iam'
import * as rds from 'aws-cdk-lib/aws-rds'
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager'
import { acknowledge, acknowledgeManagedPolicy } from '../acknowledge.ts'
import type { HemisphereStack } from '../hemisphere-stack.ts'
import { tiers } from './network-stack.ts'

/** PostgreSQL 18 is needed (ADR 8), and write forwarding knows every version from 16 on. */
export const postgresVersion = rds.AuroraPostgresEngineVersion.VER_18_6.auroraPostgresFullVersion

export interface DatabaseMemberOptions {
  /** Name of the database, such as `home-eu-west-1`; its global cluster is `hemisphere-` and this. */
  readonly name: string
  readonly dbname: string
  /** Administrator's login of the first writer; absent at the member that follows it. */
  readonly admin?: ISecret
  readonly vpc: ec2.IVpc
  readonly keyArn: string
  /** Aurora capacity units, of about 2 GiB each. */
  readonly capacity: { readonly min: number; readonly max: number }
  /** Two for a writer, which has somebody to fail over to; one suffices for a replica. */
  readonly instances: number
  /** Networks of the zone's other regions whose gateways and operator's tasks may ask. */
  readonly otherNetworks?: readonly string[]
}

export interface DatabaseMember {
  readonly cluster: rds.CfnDBCluster
  readonly securityGroup: ec2.SecurityGroup
  readonly port: number
  /** Its cluster endpoint, which is active at the writer alone. */
  readonly host: string
  /** Part of the ARN by which IAM lets somebody connect. */
  readonly resourceId: string
}

const port = 5432
const backupDays = 35

export function globalClusterName(database: string): string {
  return `hemisphere-${database}`
}

/** The member of an Aurora global database in this region: Serverless v2, encrypted by the region's key, reached by TLS and IAM alone. */
export function createDatabaseMember(stack: HemisphereStack, id: string, options: DatabaseMemberOptions): DatabaseMember {
  const { name, dbname, admin, vpc, keyArn, capacity, instances, otherNetworks = [] } = options
  const securityGroup = new ec2.SecurityGroup(stack, `${id}SecurityGroup`, {
    vpc,
    description: `Database ${name}`,
    allowAllOutbound: false,
  })
  for (const network of otherNetworks)
    securityGroup.addIngressRule(ec2.Peer.ipv4(network), ec2.Port.tcp(port), 'Another region of the zone')
  const subnets = new rds.CfnDBSubnetGroup(stack, `${id}Subnets`, {
    dbSubnetGroupDescription: `Database ${name}`,
    subnetIds: vpc.selectSubnets({ subnetGroupName: tiers.data }).subnetIds,
  })
  const family = `aurora-postgresql${postgresVersion.split('.')[0]}`
  const parameters = new rds.CfnDBClusterParameterGroup(stack, `${id}Parameters`, {
    description: `Database ${name}`,
    family,
    parameters: {
      'rds.force_ssl': '1',
      shared_preload_libraries: 'pg_stat_statements',
      log_min_duration_statement: '1000',
      // Values of statements are the tenant's: they never reach a log.
      log_parameter_max_length: '0',
      log_parameter_max_length_on_error: '0',
      idle_in_transaction_session_timeout: '60000',
    },
  })
  const monitoring = new iam.Role(stack, `${id}Monitoring`, {
    assumedBy: new iam.ServicePrincipal('monitoring.rds.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': stack.account } },
    }),
    managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('service-role/AmazonRDSEnhancedMonitoringRole')],
  })
  acknowledge(monitoring, 'IAM4', "AWS's own policy for enhanced monitoring: it may write to one log group of RDS.")
  acknowledgeManagedPolicy(monitoring, 'AmazonRDSEnhancedMonitoringRole', 'It may write to one log group of RDS.')
  const cluster = new rds.CfnDBCluster(stack, id, {
    dbClusterIdentifier: globalClusterName(`${name}-${stack.region}`),
    globalClusterIdentifier: globalClusterName(name),
    engine: 'aurora-postgresql',
    engineVersion: postgresVersion,
    ...(admin === undefined
      ? { enableGlobalWriteForwarding: true }
      : {
          databaseName: dbname,
          masterUsername: admin.secretValueFromJson('username').unsafeUnwrap(),
          masterUserPassword: admin.secretValueFromJson('password').unsafeUnwrap(),
        }),
    enableIamDatabaseAuthentication: true,
    storageEncrypted: true,
    kmsKeyId: keyArn,
    dbSubnetGroupName: subnets.ref,
    dbClusterParameterGroupName: parameters.ref,
    vpcSecurityGroupIds: [securityGroup.securityGroupId],
    port,
    serverlessV2ScalingConfiguration: { minCapacity: capacity.min, maxCapacity: capacity.max },
    backupRetentionPeriod: backupDays,
    copyTagsToSnapshot: true,
    deletionProtection: true,
    enableCloudwatchLogsExports: ['postgresql'],
    tags: [{ key: 'hemisphere:database', value: name }],
  })
  cluster.applyRemovalPolicy(RemovalPolicy.RETAIN)
  for (let index = 1; index <= instances; index += 1) {
    const instance = new rds.CfnDBInstance(stack, `${id}Instance${index}`, {
      dbClusterIdentifier: cluster.ref,
      dbInstanceClass: 'db.serverless',
      engine: 'aurora-postgresql',
      publiclyAccessible: false,
      autoMinorVersionUpgrade: false,
      monitoringInterval: 15,
      monitoringRoleArn: monitoring.roleArn,
      enablePerformanceInsights: true,
      performanceInsightsKmsKeyId: keyArn,
      performanceInsightsRetentionPeriod: 7,
      promotionTier: index - 1,
    })
    instance.applyRemovalPolicy(RemovalPolicy.RETAIN)
  }
  // A member that follows has a reader endpoint alone until it is promoted; the two names differ in this.
  const host =
    admin === undefined ? Fn.join('.cluster-', Fn.split('.cluster-ro-', cluster.attrReadEndpointAddress)) : cluster.attrEndpointAddress
  return { cluster, securityGroup, port, host, resourceId: cluster.attrDbClusterResourceId }
}
