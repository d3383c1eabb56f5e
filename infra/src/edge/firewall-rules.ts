import { errorPage } from '@hemisphere/edge-router/error-pages.ts'
import { maxBodyBytes } from '@hemisphere/edge-router/viewer-request/request-limits.ts'
import type { CfnWebACL } from 'aws-cdk-lib/aws-wafv2'
import { numbersAbove } from './size-pattern.ts'

type Rule = CfnWebACL.RuleProperty
type Block = CfnWebACL.RuleActionProperty

/** What a blocked request is told. The firewall can't say `application/graphql-response+json`: it has three content types, this is one. */
export const responseBodies: Readonly<Record<string, CfnWebACL.CustomResponseBodyProperty>> = {
  forbidden: json('FORBIDDEN', 'the request looks like an attack', false),
  throttled: json('THROTTLED', 'too many requests came from this address', true),
  large: json('BAD_USER_INPUT', `the body is too large, at most ${maxBodyBytes} bytes are read`, false),
}

const noStore = { name: 'cache-control', value: 'no-store' }
const forbidden = block(403, 'forbidden')
const throttled = block(429, 'throttled', { name: 'retry-after', value: '60' })
const tooLarge = block(413, 'large')

/**
 * Requests from one address in five minutes: an office of some hundred planners behind one address stays below. Tenants and clients
 * have limits of their own in the gateway; this one is for floods.
 */
const maxRequestsPerAddress = 10_000
/** The same for one of the two paths of sign-in: some hundred people who begin their day. Refreshes are not held: each person has one in five minutes. */
const maxSignInsPerAddress = 300
const windowSeconds = 300

/**
 * Rules of AWS's core set that only count, for what they would block here. Names and thresholds: "Baseline rule groups", AWS WAF
 * developer guide.
 */
const counted: ReadonlySet<string> = new Set([
  // Blocks above 8 KB: a batch of a partner has up to 1 MB, which is held below.
  'SizeRestrictions_BODY',
  // Blocks above 2 KB: a query by GET has up to 4 KB, which the viewer-request function holds.
  'SizeRestrictions_QUERYSTRING',
  // Programs of partners may have none.
  'NoUserAgent_HEADER',
  // Addresses of webhooks and free text stand in the bodies; nothing of ours opens a path or an address that a request names so.
  'GenericRFI_BODY',
  'GenericLFI_BODY',
])

const coreRules = [
  'NoUserAgent_HEADER',
  'UserAgent_BadBots_HEADER',
  'SizeRestrictions_QUERYSTRING',
  'SizeRestrictions_Cookie_HEADER',
  'SizeRestrictions_BODY',
  'SizeRestrictions_URIPATH',
  'EC2MetaDataSSRF_BODY',
  'EC2MetaDataSSRF_COOKIE',
  'EC2MetaDataSSRF_URIPATH',
  'EC2MetaDataSSRF_QUERYARGUMENTS',
  'GenericLFI_QUERYARGUMENTS',
  'GenericLFI_URIPATH',
  'GenericLFI_BODY',
  'RestrictedExtensions_URIPATH',
  'RestrictedExtensions_QUERYARGUMENTS',
  'GenericRFI_QUERYARGUMENTS',
  'GenericRFI_BODY',
  'GenericRFI_URIPATH',
  'CrossSiteScripting_COOKIE',
  'CrossSiteScripting_QUERYARGUMENTS',
  'CrossSiteScripting_BODY',
  'CrossSiteScripting_URIPATH',
]

const badInputRules = [
  'JavaDeserializationRCE_HEADER',
  'JavaDeserializationRCE_BODY',
  'JavaDeserializationRCE_URIPATH',
  'JavaDeserializationRCE_QUERYSTRING',
  'Host_localhost_HEADER',
  'PROPFIND_METHOD',
  'ExploitablePaths_URIPATH',
  'Log4JRCE_HEADER',
  'Log4JRCE_QUERYSTRING',
  'Log4JRCE_BODY',
  'Log4JRCE_URIPATH',
  'ReactJSRCE_BODY',
]

const reputationRules = ['AWSManagedIPReputationList', 'AWSManagedReconnaissanceList']

/** In the order in which they are asked, the cheapest first. */
export function firewallRules(): Rule[] {
  const rules: readonly Omit<Rule, 'priority' | 'visibilityConfig'>[] = [
    { name: 'body-size', action: tooLarge, statement: bodyAboveLimit },
    { name: 'rate-of-sign-in', action: throttled, statement: signInRate },
    { name: 'rate-of-address', action: throttled, statement: { rateBasedStatement: perAddress } },
    managed('reputation', 'AWSManagedRulesAmazonIpReputationList', reputationRules),
    managed('bad-inputs', 'AWSManagedRulesKnownBadInputsRuleSet', badInputRules),
    managed('core', 'AWSManagedRulesCommonRuleSet', coreRules),
  ]
  return rules.map((rule, priority) => ({ ...rule, priority, visibilityConfig: visibility(rule.name) }))
}

/** Counts only: a sampled request would show the viewer's address and headers in us-east-1, whatever zone the viewer is of. */
export function visibility(metricName: string): CfnWebACL.VisibilityConfigProperty {
  return { metricName: `hemisphere-edge-${metricName}`, cloudWatchMetricsEnabled: true, sampledRequestsEnabled: false }
}

/**
 * By the length that the request promises, as no more than 64 KB of a body are seen here. One without a length goes on to the gateway,
 * which stops to read at the same limit.
 */
const bodyAboveLimit: CfnWebACL.StatementProperty = {
  regexMatchStatement: {
    regexString: numbersAbove(maxBodyBytes),
    fieldToMatch: { singleHeader: { Name: 'content-length' } },
    textTransformations: [{ priority: 0, type: 'NONE' }],
  },
}

const perAddress: CfnWebACL.RateBasedStatementProperty = {
  limit: maxRequestsPerAddress,
  evaluationWindowSec: windowSeconds,
  aggregateKeyType: 'IP',
}

const signInRate: CfnWebACL.StatementProperty = {
  rateBasedStatement: {
    limit: maxSignInsPerAddress,
    evaluationWindowSec: windowSeconds,
    aggregateKeyType: 'CUSTOM_KEYS',
    customKeys: [{ ip: {} }, { uriPath: { textTransformations: [{ priority: 0, type: 'NONE' }] } }],
    scopeDownStatement: {
      regexMatchStatement: {
        regexString: '^/session/(sign-in|callback)$',
        fieldToMatch: { uriPath: {} },
        textTransformations: [{ priority: 0, type: 'NONE' }],
      },
    },
  },
}

/** Each rule is named, since a rule's own block would be answered by a page in HTML. */
function managed(name: string, group: string, ruleNames: readonly string[]): Omit<Rule, 'priority' | 'visibilityConfig'> {
  return {
    name,
    overrideAction: { none: {} },
    statement: {
      managedRuleGroupStatement: {
        vendorName: 'AWS',
        name: group,
        ruleActionOverrides: ruleNames.map((rule) => ({ name: rule, actionToUse: counted.has(rule) ? { count: {} } : forbidden })),
      },
    },
  }
}

function block(responseCode: number, body: keyof typeof responseBodies, ...headers: readonly (typeof noStore)[]): Block {
  return { block: { customResponse: { responseCode, customResponseBodyKey: body, responseHeaders: [noStore, ...headers] } } }
}

function json(code: string, message: string, retryable: boolean): CfnWebACL.CustomResponseBodyProperty {
  return { contentType: 'APPLICATION_JSON', content: errorPage({ code, message, retryable }) }
}
