import { CfnWebACL } from 'aws-cdk-lib/aws-wafv2'
import type { Construct } from 'constructs'
import { HemisphereStack, type HemisphereStackProps } from '../hemisphere-stack.ts'
import { firewallRules, responseBodies, visibility } from './firewall-rules.ts'

/** Never kept as they are, should sampling or logs be switched on in an attack. */
const secretFields: readonly CfnWebACL.FieldToProtectProperty[] = [
  { fieldType: 'SINGLE_HEADER', fieldKeys: ['authorization', 'cookie', 'x-csrf-token'] },
  { fieldType: 'SINGLE_COOKIE' },
  { fieldType: 'QUERY_STRING' },
  { fieldType: 'BODY' },
]

/**
 * One firewall before both distributions. It keeps counts by rule and no logs: a log has the viewer's address in it, which neither
 * redaction nor data protection takes out ("Log fields for web ACL traffic", AWS WAF developer guide), and it would lie in one region
 * for all zones. Gateways log in their zone what they need.
 */
export class FirewallStack extends HemisphereStack {
  readonly webAclArn: string

  constructor(scope: Construct, id: string, props: HemisphereStackProps) {
    super(scope, id, props)
    const webAcl = new CfnWebACL(this, 'WebAcl', {
      name: 'hemisphere-edge',
      description: 'Before the API and the web application',
      scope: 'CLOUDFRONT',
      defaultAction: { allow: {} },
      rules: firewallRules(),
      customResponseBodies: responseBodies,
      visibilityConfig: visibility('all'),
      // 16 KB would be seen without this ("Body inspection limits", AWS WAF developer guide): most operations fit into 64 KB.
      associationConfig: { requestBody: { CLOUDFRONT: { defaultSizeInspectionLimit: 'KB_64' } } },
      dataProtectionConfig: { dataProtections: secretFields.map((field) => ({ field, action: 'SUBSTITUTION' })) },
    })
    this.webAclArn = webAcl.attrArn
  }
}
