import { Duration, Fn, type Stack } from 'aws-cdk-lib'
import * as ec2 from 'aws-cdk-lib/aws-ec2'
import * as iam from 'aws-cdk-lib/aws-iam'
import type * as kms from 'aws-cdk-lib/aws-kms'
import * as lambda from 'aws-cdk-lib/aws-lambda'
import * as rds from 'aws-cdk-lib/aws-rds'
import { acknowledgeManagedPolicy } from '../acknowledge.ts'
import type { HemisphereStack } from '../hemisphere-stack.ts'
import { createLogGroup } from '../log-group.ts'
import type { DatabaseMember } from '../region/database-member.ts'
import { createLogin } from '../region/logins.ts'
import { tiers } from '../region/network-stack.ts'

export interface TokenTriggerOptions {
  readonly zone: string
  readonly vpc: ec2.IVpc
  readonly key: kms.IKey
  readonly directory: DatabaseMember
  /** Folder with the built function. */
  readonly bundle: string
}

const role = 'directory_reader'
const port = 5432

/**
 * The Lambda that Cognito calls before it signs a token. It reads the directory's member of its own region through a proxy, since
 * each of its instances connects anew and the many of a busy morning would use up the database's connections.
 */
export function createTokenTrigger(stack: HemisphereStack, options: TokenTriggerOptions): lambda.Function {
  const { zone, vpc, key, directory, bundle } = options
  const securityGroup = new ec2.SecurityGroup(stack, 'TriggerSecurityGroup', { vpc, description: 'Token trigger', allowAllOutbound: false })
  const proxyGroup = new ec2.SecurityGroup(stack, 'ProxySecurityGroup', {
    vpc,
    description: 'Proxy of the directory',
    allowAllOutbound: false,
  })
  securityGroup.addEgressRule(ec2.Peer.ipv4(vpc.vpcCidrBlock), ec2.Port.tcp(443), 'Endpoints of AWS services')
  securityGroup.connections.allowTo(proxyGroup, ec2.Port.tcp(port), 'The trigger reads the directory')
  proxyGroup.addEgressRule(directory.securityGroup, ec2.Port.tcp(port), 'The proxy connects to the directory')
  new ec2.CfnSecurityGroupIngress(stack, 'ProxyToDirectory', {
    groupId: directory.securityGroup.securityGroupId,
    sourceSecurityGroupId: proxyGroup.securityGroupId,
    ipProtocol: 'tcp',
    fromPort: port,
    toPort: port,
    description: 'The proxy connects to the directory',
  })

  const proxy = createProxy(stack, { vpc, securityGroup: proxyGroup, directory })
  const login = createLogin(stack, 'ProxyLogin', {
    secretId: 'hemisphere/database/directory-reader/proxy',
    host: proxy.readerHost,
    port,
    dbname: 'directory',
    role,
    key,
  })
  const trigger = new lambda.Function(stack, 'TokenTrigger', {
    functionName: 'hemisphere-token-trigger',
    description: 'Adds tenant, region and permissions to access tokens',
    runtime: lambda.Runtime.NODEJS_24_X,
    architecture: lambda.Architecture.ARM_64,
    handler: 'index.handler',
    code: lambda.Code.fromAsset(bundle),
    memorySize: 512,
    timeout: Duration.seconds(4),
    vpc,
    vpcSubnets: { subnetGroupName: tiers.service },
    securityGroups: [securityGroup],
    environment: { HEMISPHERE_ZONE: zone, DIRECTORY_SECRET_ID: login.secretName },
    environmentEncryption: key,
    logGroup: createLogGroup(stack, 'TriggerLogs', { name: 'token-trigger', key }),
  })
  acknowledgeManagedPolicy(trigger, 'AWSLambdaBasicExecutionRole', 'It may write its log.')
  acknowledgeManagedPolicy(trigger, 'AWSLambdaVPCAccessExecutionRole', 'Its network interfaces are not known before they are made.')
  login.grantRead(trigger)
  key.grantDecrypt(trigger)
  trigger.addToRolePolicy(
    new iam.PolicyStatement({
      actions: ['rds-db:connect'],
      resources: [`arn:${stack.partition}:rds-db:${stack.region}:${stack.account}:dbuser:${proxy.resourceId}/${role}`],
    }),
  )
  return trigger
}

interface ProxyOptions {
  readonly vpc: ec2.IVpc
  readonly securityGroup: ec2.ISecurityGroup
  readonly directory: DatabaseMember
}

interface DirectoryProxy {
  readonly readerHost: string
  /** Part of the ARN by which IAM lets somebody connect. */
  readonly resourceId: string
}

/** The reader's endpoint of the proxy: the other one has nothing to lead to at a member that follows ("RDS Proxy with Aurora global databases", Aurora user guide). */
function createProxy(stack: Stack, { vpc, securityGroup, directory }: ProxyOptions): DirectoryProxy {
  const { subnetIds } = vpc.selectSubnets({ subnetGroupName: tiers.data })
  const proxyRole = new iam.Role(stack, 'ProxyRole', {
    assumedBy: new iam.ServicePrincipal('rds.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': stack.account } } }),
  })
  proxyRole.addToPolicy(
    new iam.PolicyStatement({
      actions: ['rds-db:connect'],
      resources: [`arn:${stack.partition}:rds-db:${stack.region}:${stack.account}:dbuser:${directory.resourceId}/${role}`],
    }),
  )
  const proxy = new rds.CfnDBProxy(stack, 'DirectoryProxy', {
    dbProxyName: 'hemisphere-directory',
    engineFamily: 'POSTGRESQL',
    requireTls: true,
    defaultAuthScheme: 'IAM_AUTH',
    roleArn: proxyRole.roleArn,
    vpcSubnetIds: subnetIds,
    vpcSecurityGroupIds: [securityGroup.securityGroupId],
    idleClientTimeout: 900,
    debugLogging: false,
  })
  const targets = new rds.CfnDBProxyTargetGroup(stack, 'DirectoryProxyTargets', {
    dbProxyName: proxy.ref,
    targetGroupName: 'default',
    dbClusterIdentifiers: [directory.cluster.ref],
    connectionPoolConfigurationInfo: { maxConnectionsPercent: 60, connectionBorrowTimeout: 2 },
  })
  const endpoint = new rds.CfnDBProxyEndpoint(stack, 'DirectoryProxyReader', {
    dbProxyName: proxy.ref,
    dbProxyEndpointName: 'hemisphere-directory-reader',
    targetRole: 'READ_ONLY',
    vpcSubnetIds: subnetIds,
    vpcSecurityGroupIds: [securityGroup.securityGroupId],
  })
  endpoint.addResourceDependency(targets)
  return { readerHost: endpoint.attrEndpoint, resourceId: Fn.select(6, Fn.split(':', proxy.attrDbProxyArn)) }
}
