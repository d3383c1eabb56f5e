import * as acm from 'aws-cdk-lib/aws-certificatemanager'
import type { IDistribution } from 'aws-cdk-lib/aws-cloudfront'
import * as route53 from 'aws-cdk-lib/aws-route53'
import { CloudFrontTarget } from 'aws-cdk-lib/aws-route53-targets'
import type { Stack } from 'aws-cdk-lib'

export interface HostOptions {
  readonly host: string
  readonly zone: route53.IHostedZone
}

/** The certificate of a host, renewed as long as the record that proves it stays. */
export function createCertificate(stack: Stack, id: string, { host, zone }: HostOptions): acm.Certificate {
  return new acm.Certificate(stack, id, {
    domainName: host,
    validation: acm.CertificateValidation.fromDns(zone),
    keyAlgorithm: acm.KeyAlgorithm.EC_PRIME256V1,
  })
}

/** HTTPS tells browsers of HTTP/3 before they connect. */
const types = ['A', 'AAAA', 'HTTPS'] as const

export function addAliases(stack: Stack, id: string, { host, zone }: HostOptions, distribution: IDistribution): void {
  for (const type of types)
    new route53.CfnRecordSet(stack, `${id}${type}`, {
      hostedZoneId: zone.hostedZoneId,
      name: `${host}.`,
      type,
      aliasTarget: { dnsName: distribution.distributionDomainName, hostedZoneId: CloudFrontTarget.CLOUDFRONT_ZONE_ID },
    })
}
