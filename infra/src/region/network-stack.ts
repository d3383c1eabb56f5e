import { Tags } from 'aws-cdk-lib'
import * as ec2 from 'aws-cdk-lib/aws-ec2'
import * as iam from 'aws-cdk-lib/aws-iam'
import * as kms from 'aws-cdk-lib/aws-kms'
import { CfnFirewallDomainList, CfnFirewallRuleGroup, CfnFirewallRuleGroupAssociation } from 'aws-cdk-lib/aws-route53resolver'
import type { Construct } from 'constructs'
import { HemisphereStack, type HemisphereStackProps } from '../hemisphere-stack.ts'
import { createLogGroup } from '../log-group.ts'
import { allowedNames } from './allowed-names.ts'

export interface NetworkStackProps extends HemisphereStackProps {
  readonly keyArn: string
  /** One for each availability zone, or one for all where that risk is taken for its price. */
  readonly natGateways: number
  /** Addresses of the network; no other region of the zone has the same. */
  readonly cidr: string
  /** Account of the pipeline, whose registry has the images. */
  readonly registryAccount: string
  /** Regions of the zone: people of the zone sign in at the user pool of any. */
  readonly zoneRegions: readonly string[]
}

/** Tiers of the network; only that of the gateways has a way out, and only the way out is public. */
export const tiers = {
  wayOut: 'way-out',
  gateway: 'gateway',
  service: 'service',
  data: 'data',
} as const

/** Services of AWS that the region's own services call; they are reached inside the network. */
const interfaceEndpoints = {
  Secrets: ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER,
  Parameters: ec2.InterfaceVpcEndpointAwsService.SSM,
  Keys: ec2.InterfaceVpcEndpointAwsService.KMS,
  Logs: ec2.InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS,
  Metrics: ec2.InterfaceVpcEndpointAwsService.CLOUDWATCH_MONITORING,
} as const

/** These two lead to the pipeline's account as well. */
const registryEndpoints = {
  ImageApi: ec2.InterfaceVpcEndpointAwsService.ECR,
  Images: ec2.InterfaceVpcEndpointAwsService.ECR_DOCKER,
} as const

/**
 * The region's network. Subgraphs, workers and data have no route out. Gateways have one, for Cognito's sign-in pages and token
 * endpoint, which PrivateLink does not carry ("Access Amazon Cognito using an interface endpoint", Cognito developer guide); a
 * DNS firewall lets them look up nothing else. The internet gateway also lets the accelerator reach the internal load balancer.
 */
export class NetworkStack extends HemisphereStack {
  readonly vpc: ec2.Vpc
  readonly endpointSecurityGroup: ec2.SecurityGroup
  readonly cidr: string

  constructor(scope: Construct, id: string, { keyArn, natGateways, cidr, registryAccount, zoneRegions, ...props }: NetworkStackProps) {
    super(scope, id, props)
    this.cidr = cidr
    const key = kms.Key.fromKeyArn(this, 'Key', keyArn)
    this.vpc = new ec2.Vpc(this, 'Vpc', {
      ipAddresses: ec2.IpAddresses.cidr(cidr),
      natGateways,
      restrictDefaultSecurityGroup: false,
      subnetConfiguration: [
        { name: tiers.wayOut, subnetType: ec2.SubnetType.PUBLIC, cidrMask: 28, mapPublicIpOnLaunch: false },
        { name: tiers.gateway, subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS, cidrMask: 22 },
        { name: tiers.service, subnetType: ec2.SubnetType.PRIVATE_ISOLATED, cidrMask: 20 },
        { name: tiers.data, subnetType: ec2.SubnetType.PRIVATE_ISOLATED, cidrMask: 24 },
      ],
      flowLogs: {
        all: {
          destination: ec2.FlowLogDestination.toCloudWatchLogs(createLogGroup(this, 'FlowLogs', { name: 'network', key })),
          trafficType: ec2.FlowLogTrafficType.REJECT,
        },
      },
    })
    this.endpointSecurityGroup = new ec2.SecurityGroup(this, 'EndpointSecurityGroup', {
      vpc: this.vpc,
      description: 'Interface endpoints of AWS services',
      allowAllOutbound: false,
    })
    this.endpointSecurityGroup.addIngressRule(ec2.Peer.ipv4(cidr), ec2.Port.tcp(443), 'HTTPS from this network')
    for (const [name, service] of Object.entries(interfaceEndpoints)) this.addEndpoint(name, service, [this.account])
    for (const [name, service] of Object.entries(registryEndpoints)) this.addEndpoint(name, service, [this.account, registryAccount])
    const objects = this.vpc.addGatewayEndpoint('Objects', {
      service: ec2.GatewayVpcEndpointAwsService.S3,
      subnets: [{ subnetGroupName: tiers.gateway }, { subnetGroupName: tiers.service }],
    })
    objects.addToPolicy(this.imageLayers())
    objects.addToPolicy(this.forOwnAccount([this.account]))
    this.addDnsFirewall(zoneRegions)
    Tags.of(this.vpc).add('Name', `hemisphere-${this.region}`)
  }

  private addEndpoint(name: string, service: ec2.InterfaceVpcEndpointAwsService, accounts: readonly string[]): void {
    const endpoint = this.vpc.addInterfaceEndpoint(name, {
      service,
      subnets: { subnetGroupName: tiers.service },
      securityGroups: [this.endpointSecurityGroup],
      open: false,
    })
    endpoint.addToPolicy(this.forOwnAccount(accounts))
  }

  /** Nobody of another account is served by an endpoint, whatever credentials are brought in, and it leads to no other account's things. */
  private forOwnAccount(resourceAccounts: readonly string[]): iam.PolicyStatement {
    return new iam.PolicyStatement({
      principals: [new iam.AnyPrincipal()],
      actions: ['*'],
      resources: ['*'],
      conditions: { StringEquals: { 'aws:PrincipalAccount': this.account, 'aws:ResourceAccount': [...resourceAccounts] } },
    })
  }

  /** Layers of images lie in a bucket of AWS's, one a region ("Minimum Amazon S3 bucket permissions", ECR user guide). */
  private imageLayers(): iam.PolicyStatement {
    return new iam.PolicyStatement({
      principals: [new iam.AnyPrincipal()],
      actions: ['s3:GetObject'],
      resources: [`arn:aws:s3:::prod-${this.region}-starport-layer-bucket/*`],
    })
  }

  /** Names that may be looked up: this region's services of AWS and its sign-in pages; all others are answered by NODATA. */
  private addDnsFirewall(zoneRegions: readonly string[]): void {
    const allowed = new CfnFirewallDomainList(this, 'AllowedNames', {
      domains: [...allowedNames(this.region, zoneRegions)],
    })
    const others = new CfnFirewallDomainList(this, 'OtherNames', { domains: ['*'] })
    const rules = new CfnFirewallRuleGroup(this, 'DnsRules', {
      firewallRules: [
        { action: 'ALLOW', firewallDomainListId: allowed.attrId, priority: 1 },
        { action: 'BLOCK', blockResponse: 'NODATA', firewallDomainListId: others.attrId, priority: 2 },
      ],
    })
    new CfnFirewallRuleGroupAssociation(this, 'DnsFirewall', {
      firewallRuleGroupId: rules.attrId,
      priority: 101,
      vpcId: this.vpc.vpcId,
      mutationProtection: 'ENABLED',
    })
  }
}
