import { Duration } from 'aws-cdk-lib'
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront'
import * as route53 from 'aws-cdk-lib/aws-route53'
import type { Construct } from 'constructs'
import { priceClassOf } from './price-class.ts'
import { acknowledge } from '../acknowledge.ts'
import type { Deployment } from '../deployment.ts'
import { HemisphereStack, type HemisphereStackProps } from '../hemisphere-stack.ts'
import { apiHost, appHost } from '../host-names.ts'
import { createEdgeFunctions } from './edge-functions.ts'
import { errorPagePaths, errorResponses } from './error-responses.ts'
import { graphBehavior, graphPaths } from './graph-behavior.ts'
import { addAliases, createCertificate } from './host.ts'
import { createInertOrigin } from './inert-origin.ts'
import { webFallbackFunction } from './names.ts'
import { createSecurityHeaders } from './security-headers.ts'
import { webFallbackCode } from './web-fallback.ts'
import { createWebOrigin } from './web-origin.ts'
import { createWebPublisher } from './web-publisher.ts'

export interface DistributionsStackProps extends HemisphereStackProps {
  readonly deployment: Deployment
  readonly bundle: string
  readonly webAclArn: string
}

/**
 * TLS 1.3 and nothing older. Browsers that run the application have it. A partner's program may not: Java before 8u261, or whatever
 * leaves TLS to Windows Server 2019. There is none yet, and to allow TLS 1.2 for one is simpler than to take it away from all:
 * `TLS_V1_2_2025` for the API's distribution.
 */
const minimumProtocolVersion = cloudfront.SecurityPolicyProtocol.TLS_V1_3_2025

/**
 * The distributions of both hosts and what they are made of. Functions and distributions are one stack: another could not change a
 * version that this one exports.
 *
 * There are no access logs. The fields that are worth having would tell, with the gateways' own logs, who asked from where, and they
 * would lie in one region for all zones. CloudFront's metrics count requests, errors and times; who asked for what, the home region knows.
 */
export class DistributionsStack extends HemisphereStack {
  constructor(scope: Construct, id: string, { deployment, bundle, webAclArn, ...props }: DistributionsStackProps) {
    super(scope, id, props)
    const { topology, domain, hostedZoneId, accounts } = deployment
    const zone = route53.HostedZone.fromHostedZoneAttributes(this, 'Zone', { hostedZoneId, zoneName: domain })
    const functions = createEdgeFunctions(this, { bundle, deliveryAccount: accounts.delivery })
    const headers = createSecurityHeaders(this)
    const inertOrigin = createInertOrigin(
      this,
      topology.zones.map(({ name }) => name),
    )
    const graph = graphBehavior({ functions, inertOrigin, responseHeadersPolicy: headers.graph })
    const priceClass = priceClassOf(topology)
    const web = this.webBehaviors(deployment, headers)
    this.addDistribution('Api', {
      host: apiHost(deployment),
      zone,
      priceClass,
      webAclArn,
      comment: 'Hemisphere API',
      defaultBehavior: graph,
      additionalBehaviors: { [errorPagePaths]: web.errorPage },
    })
    this.addDistribution('Web', {
      host: appHost(deployment),
      zone,
      priceClass,
      webAclArn,
      comment: 'Hemisphere web application',
      defaultBehavior: web.document,
      additionalBehaviors: {
        ...Object.fromEntries(graphPaths.map((path) => [path, graph])),
        [errorPagePaths]: web.errorPage,
        '/assets/*': web.asset,
      },
    })
    createWebPublisher(this, deployment)
  }

  private addDistribution(id: string, options: DistributionOptions): void {
    const { host, zone, priceClass, webAclArn, comment, defaultBehavior, additionalBehaviors } = options
    const distribution = new cloudfront.Distribution(this, id, {
      comment,
      domainNames: [host],
      certificate: createCertificate(this, `${id}Certificate`, { host, zone }),
      minimumProtocolVersion,
      sslSupportMethod: cloudfront.SSLMethod.SNI,
      httpVersion: cloudfront.HttpVersion.HTTP2_AND_3,
      enableIpv6: true,
      priceClass,
      webAclId: webAclArn,
      errorResponses,
      publishAdditionalMetrics: true,
      defaultBehavior,
      additionalBehaviors,
    })
    addAliases(this, id, { host, zone }, distribution)
    acknowledge(distribution, 'CFR1', 'Planners travel: where a request comes from says nothing of the zone that its data belongs to.')
    acknowledge(
      distribution,
      'CFR7',
      'The bucket without access control is the inert origin, which is to be refused; rules/code-buckets-closed.ts holds all others to theirs.',
    )
    acknowledge(
      distribution,
      'CFR3',
      'An access log would keep what viewers of every zone did in one region. Metrics count; gateways log in their zone.',
    )
  }

  private webBehaviors(deployment: Deployment, headers: ReturnType<typeof createSecurityHeaders>): WebBehaviors {
    const origin = createWebOrigin(this, deployment)
    const fallback = new cloudfront.Function(this, 'WebFallback', {
      functionName: webFallbackFunction,
      comment: 'Every address of the application is its one document',
      runtime: cloudfront.FunctionRuntime.JS_2_0,
      code: cloudfront.FunctionCode.fromInline(webFallbackCode),
    })
    const cachePolicy = new cloudfront.CachePolicy(this, 'DocumentCache', {
      cachePolicyName: 'hemisphere-document',
      comment: 'Long enough to spare the bucket, so short that a new version needs no invalidation',
      minTtl: Duration.seconds(0),
      defaultTtl: Duration.seconds(30),
      maxTtl: Duration.seconds(30),
      enableAcceptEncodingGzip: true,
      enableAcceptEncodingBrotli: true,
    })
    const common = {
      origin,
      viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      allowedMethods: cloudfront.AllowedMethods.ALLOW_GET_HEAD,
      compress: true,
    }
    return {
      document: {
        ...common,
        cachePolicy,
        responseHeadersPolicy: headers.document,
        functionAssociations: [{ function: fallback, eventType: cloudfront.FunctionEventType.VIEWER_REQUEST }],
      },
      asset: { ...common, cachePolicy: cloudfront.CachePolicy.CACHING_OPTIMIZED, responseHeadersPolicy: headers.asset },
      errorPage: {
        ...common,
        cachePolicy: cloudfront.CachePolicy.CACHING_DISABLED,
        responseHeadersPolicy: headers.errorPage,
        compress: false,
      },
    }
  }
}

interface DistributionOptions {
  readonly host: string
  readonly zone: route53.IHostedZone
  readonly priceClass: cloudfront.PriceClass
  readonly webAclArn: string
  readonly comment: string
  readonly defaultBehavior: cloudfront.BehaviorOptions
  readonly additionalBehaviors: Readonly<Record<string, cloudfront.BehaviorOptions>>
}

interface WebBehaviors {
  readonly document: cloudfront.BehaviorOptions
  readonly asset: cloudfront.BehaviorOptions
  readonly errorPage: cloudfront.BehaviorOptions
}
