import type { Stack } from 'aws-cdk-lib'
import * as acmpca from 'aws-cdk-lib/aws-acmpca'

/** An authority of the region's own for certificates between services: short-lived ones, which Service Connect renews. */
export function createPrivateAuthority(stack: Stack, id: string): acmpca.CfnCertificateAuthority {
  const signingAlgorithm = 'SHA256WITHECDSA'
  const authority = new acmpca.CfnCertificateAuthority(stack, id, {
    type: 'ROOT',
    usageMode: 'SHORT_LIVED_CERTIFICATE',
    keyAlgorithm: 'EC_prime256v1',
    signingAlgorithm,
    subject: { commonName: `hemisphere ${stack.region}`, organization: 'Hemisphere' },
  })
  const certificate = new acmpca.CfnCertificate(stack, `${id}Certificate`, {
    certificateAuthorityArn: authority.attrArn,
    certificateSigningRequest: authority.attrCertificateSigningRequest,
    signingAlgorithm,
    templateArn: `arn:${stack.partition}:acm-pca:::template/RootCACertificate/V1`,
    validity: { type: 'YEARS', value: 10 },
  })
  new acmpca.CfnCertificateAuthorityActivation(stack, `${id}Activation`, {
    certificateAuthorityArn: authority.attrArn,
    certificate: certificate.attrCertificate,
    status: 'ACTIVE',
  })
  return authority
}
