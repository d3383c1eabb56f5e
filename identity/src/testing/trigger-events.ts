const common = {
  version: '3',
  region: 'eu-west-1',
  userPoolId: 'eu-west-1_example',
  callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: 'client-of-the-web-app' },
  response: { claimsAndScopeOverrideDetails: null },
}
const groupConfiguration = { groupsToOverride: [], iamRolesToOverride: [], preferredRole: null }

/** Cognito's event V3 when a person signs in. */
export function personEvent(sub: string, request: object = {}, triggerSource = 'TokenGeneration_HostedAuth') {
  const userAttributes = { sub, 'cognito:user_status': 'CONFIRMED', email: 'planner@example.com', email_verified: 'true' }
  return { ...common, triggerSource, userName: sub, request: { userAttributes, groupConfiguration, scopes: ['openid'], ...request } }
}

/** Cognito's event V3 when a client asks for a token with its own credentials: there is no user. */
export function clientEvent(clientId: string, request: object = {}) {
  return {
    ...common,
    triggerSource: 'TokenGeneration_ClientCredentials',
    callerContext: { ...common.callerContext, clientId },
    request: { userAttributes: {}, groupConfiguration, scopes: ['hemisphere/graph'], ...request },
  }
}

/** Cognito's event V3 for a person whom a company's identity provider vouches for. */
export function federatedEvent(provider: string, subject: string, attributes: object = {}, triggerSource = 'TokenGeneration_HostedAuth') {
  const sub = `sub-of-${provider}-${subject}`
  const identity = {
    userId: subject,
    providerName: provider,
    providerType: 'OIDC',
    issuer: null,
    primary: true,
    dateCreated: 1_700_000_000_000,
  }
  const userAttributes = {
    sub,
    identities: JSON.stringify([identity]),
    'cognito:user_status': 'EXTERNAL_PROVIDER',
    email: 'planner@example.com',
    email_verified: 'false',
    ...attributes,
  }
  return { ...personEvent(sub, { userAttributes }, triggerSource), userName: `${provider}_${subject}` }
}
