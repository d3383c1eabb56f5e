import { Duration, type Stack } from 'aws-cdk-lib'
import * as acm from 'aws-cdk-lib/aws-certificatemanager'
import * as ec2 from 'aws-cdk-lib/aws-ec2'
import * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2'
import * as route53 from 'aws-cdk-lib/aws-route53'
import { acknowledge } from '../acknowledge.ts'
import { cloudFrontPrefixList } from './cloudfront-addresses.ts'
import { tiers } from './network-stack.ts'
import type { RunningService } from './service.ts'

export interface LoadBalancerOptions {
  readonly vpc: ec2.IVpc
  readonly gateway: RunningService
  /** Commit of the release. */
  readonly version: string
  readonly hostedZoneId: string
  readonly domain: string
  /** Every home's host of the zone: traffic of the buddy's home comes here in a failover. */
  readonly hosts: readonly string[]
}

export interface LoadBalancer {
  readonly balancer: elb.ApplicationLoadBalancer
  readonly targets: elb.ApplicationTargetGroup
  readonly certificateArn: string
}

const originVerifyHeader = 'x-origin-verify'
const forbidden = JSON.stringify({ errors: [{ message: 'this way in is closed', extensions: { code: 'FORBIDDEN', retryable: false } }] })

/**
 * Internal, reached by the accelerators alone, and by them for CloudFront's addresses only. It has one target group, since an
 * accelerator takes it for lost while any of its groups is empty, and answers 403 to whoever does not bring the edge's secret.
 */
export function createLoadBalancer(stack: Stack, id: string, options: LoadBalancerOptions): LoadBalancer {
  const { vpc, gateway, version, hostedZoneId, domain, hosts } = options
  const { plan, service, securityGroup: gatewayGroup } = gateway
  if (plan.port === undefined) throw new Error('the gateway has no port')
  const securityGroup = new ec2.SecurityGroup(stack, `${id}SecurityGroup`, {
    vpc,
    description: 'Load balancer of the gateway',
    allowAllOutbound: false,
  })
  securityGroup.addIngressRule(
    ec2.Peer.prefixList(cloudFrontPrefixList(stack.region)),
    ec2.Port.tcp(443),
    'CloudFront, by way of the accelerators',
  )
  const balancer = new elb.ApplicationLoadBalancer(stack, id, {
    loadBalancerName: 'hemisphere-gateway',
    vpc,
    internetFacing: false,
    vpcSubnets: { subnetGroupName: tiers.gateway },
    securityGroup,
    deletionProtection: true,
    dropInvalidHeaderFields: true,
    desyncMitigationMode: elb.DesyncMitigationMode.STRICTEST,
    idleTimeout: Duration.seconds(60),
    // A connection that the accelerator gave to this region before a failover ends within a minute.
    clientKeepAlive: Duration.seconds(60),
  })
  acknowledge(balancer, 'ELB2', 'Its log would keep the addresses of people; the gateway logs each request without them.')
  const zone = route53.HostedZone.fromHostedZoneAttributes(stack, `${id}Zone`, { hostedZoneId, zoneName: domain })
  const [domainName = domain, ...subjectAlternativeNames] = hosts
  const certificate = new acm.Certificate(stack, `${id}Certificate`, {
    domainName,
    subjectAlternativeNames,
    validation: acm.CertificateValidation.fromDns(zone),
  })
  const targets = new elb.ApplicationTargetGroup(stack, `${id}Targets`, {
    vpc,
    protocol: elb.ApplicationProtocol.HTTP,
    port: plan.port,
    targetType: elb.TargetType.IP,
    targets: [service],
    deregistrationDelay: Duration.seconds(30),
    loadBalancingAlgorithmType: elb.TargetGroupLoadBalancingAlgorithmType.LEAST_OUTSTANDING_REQUESTS,
    healthCheck: {
      path: '/readyz',
      interval: Duration.seconds(5),
      timeout: Duration.seconds(3),
      healthyThresholdCount: 2,
      unhealthyThresholdCount: 2,
      healthyHttpCodes: '200',
    },
  })
  const listener = balancer.addListener('Https', {
    port: 443,
    protocol: elb.ApplicationProtocol.HTTPS,
    sslPolicy: elb.SslPolicy.TLS13_12_RES_PQ,
    certificates: [certificate],
    open: false,
    defaultAction: elb.ListenerAction.fixedResponse(403, { contentType: 'application/json', messageBody: forbidden }),
  })
  listener.addAction('Edge', {
    priority: 1,
    conditions: [
      elb.ListenerCondition.httpHeader(originVerifyHeader, [secretVersion('AWSCURRENT'), secretVersion('AWSPREVIOUS')]),
      // CloudFormation reads a secret only when what names it changes ("Dynamic references", CloudFormation user guide): every release
      // has to change this rule. The first pattern is that of all paths, the second changes nothing but the text.
      elb.ListenerCondition.pathPatterns(['/*', `/release-${version}`]),
    ],
    action: elb.ListenerAction.forward([targets]),
  })
  securityGroup.connections.allowTo(gatewayGroup, ec2.Port.tcp(plan.port), 'The load balancer calls the gateway')
  return { balancer, targets, certificateArn: certificate.certificateArn }
}

/** Resolved by CloudFormation when the rule is deployed: the template holds no secret. */
function secretVersion(stage: 'AWSCURRENT' | 'AWSPREVIOUS'): string {
  return `{{resolve:secretsmanager:hemisphere/origin-verify:SecretString::${stage}}}`
}
