import { Duration, RemovalPolicy, SecretValue, type Stack } from 'aws-cdk-lib'
import * as cognito from 'aws-cdk-lib/aws-cognito'
import type * as kms from 'aws-cdk-lib/aws-kms'
import type * as lambda from 'aws-cdk-lib/aws-lambda'
import { acknowledge } from '../acknowledge.ts'
import { createZoneSecret } from './zone-secret.ts'

export interface UserPoolOptions {
  readonly zone: string
  readonly key: kms.IKey
  readonly trigger: lambda.IFunction
  /** First part of the sign-in pages' host. */
  readonly domainPrefix: string
  /** Origin at which browsers find the product. */
  readonly publicUrl: string
  /** Other regions of the zone that have a copy of the web client's secret. */
  readonly replicas: readonly string[]
}

export interface CreatedUserPool {
  readonly pool: cognito.UserPool
  readonly webClientId: string
  readonly commandLineClientId: string
}

const accessTokenMinutes = 5
const sessionHours = 12

/** The scopes that a partner's client may be given; what they allow is enforced in the graph. */
const partnerScopes: Readonly<Record<string, string>> = {
  graph: 'Use the graph',
  'sales.write': 'Push sales',
  'catalog.write': 'Push the catalogue',
  'inventory.write': 'Push stock levels',
  'forecast.read': 'Read forecasts',
  'suggestions.write': 'Take suggestions on',
}

/**
 * Where people and clients of a zone sign in. Nobody signs up: members are invited, and companies bring their own identity provider,
 * which is added to the pool when the tenant is made. The issuer is the one that all regions of the pool share, from the first day.
 */
export function createUserPool(stack: Stack, options: UserPoolOptions): CreatedUserPool {
  const { zone, key, trigger, domainPrefix, publicUrl, replicas } = options
  const pool = new cognito.UserPool(stack, 'UserPool', {
    userPoolName: `hemisphere-${zone}`,
    featurePlan: cognito.FeaturePlan.PLUS,
    selfSignUpEnabled: false,
    signInAliases: { email: true },
    signInCaseSensitive: false,
    standardAttributes: { email: { required: true, mutable: true } },
    passwordPolicy: {
      minLength: 14,
      requireDigits: true,
      requireLowercase: true,
      requireUppercase: true,
      requireSymbols: true,
      tempPasswordValidity: Duration.days(3),
    },
    // A passkey works at the replica, too; a code by an authenticator app would not.
    mfa: cognito.Mfa.OPTIONAL,
    mfaSecondFactor: { sms: false, otp: true },
    signInPolicy: { allowedFirstAuthFactors: { password: true, passkey: true } },
    passkeyUserVerification: cognito.PasskeyUserVerification.REQUIRED,
    accountRecovery: cognito.AccountRecovery.EMAIL_ONLY,
    standardThreatProtectionMode: cognito.StandardThreatProtectionMode.FULL_FUNCTION,
    deletionProtection: true,
    removalPolicy: RemovalPolicy.RETAIN,
  })
  acknowledge(pool, 'COG2', 'Companies sign in by their own provider with its second factor; a passkey is two factors in one.')
  const raw = pool.node.defaultChild
  if (!(raw instanceof cognito.CfnUserPool)) throw new Error('the user pool is not made of what was expected')
  raw.issuerConfiguration = { type: 'UPDATED' }
  raw.keyConfiguration = { keyType: 'CUSTOMER_MANAGED_KEY', kmsKeyArn: key.keyArn }
  pool.addTrigger(cognito.UserPoolOperation.PRE_TOKEN_GENERATION_CONFIG, trigger, cognito.LambdaVersion.V3_0)
  pool.addDomain('SignIn', { cognitoDomain: { domainPrefix }, managedLoginVersion: cognito.ManagedLoginVersion.NEWER_MANAGED_LOGIN })

  const scopes = Object.entries(partnerScopes).map(
    ([scopeName, scopeDescription]) => new cognito.ResourceServerScope({ scopeName, scopeDescription }),
  )
  const server = pool.addResourceServer('Graph', { identifier: 'hemisphere', scopes })
  const [graph] = scopes
  if (graph === undefined) throw new Error('there is no scope of the graph')
  const person = {
    accessTokenValidity: Duration.minutes(accessTokenMinutes),
    idTokenValidity: Duration.minutes(accessTokenMinutes),
    refreshTokenValidity: Duration.hours(sessionHours),
    enableTokenRevocation: true,
    preventUserExistenceErrors: true,
    supportedIdentityProviders: [cognito.UserPoolClientIdentityProvider.COGNITO],
    authFlows: {},
  }
  const oAuthScopes = [cognito.OAuthScope.OPENID, cognito.OAuthScope.resourceServer(server, graph)]
  const web = pool.addClient('Web', {
    ...person,
    userPoolClientName: 'web-app',
    generateSecret: true,
    oAuth: {
      flows: { authorizationCodeGrant: true },
      scopes: oAuthScopes,
      callbackUrls: [`${publicUrl}/session/callback`],
      logoutUrls: [`${publicUrl}/`],
    },
  })
  const commandLine = pool.addClient('CommandLine', {
    ...person,
    userPoolClientName: 'command-line',
    generateSecret: false,
    oAuth: { flows: { authorizationCodeGrant: true }, scopes: oAuthScopes, callbackUrls: ['http://localhost:8400/callback'] },
  })
  const rawWeb = web.node.defaultChild
  if (!(rawWeb instanceof cognito.CfnUserPoolClient)) throw new Error('the web client is not made of what was expected')
  createZoneSecret(stack, 'WebClient', {
    name: 'hemisphere/client/web',
    description: 'Client with which gateways sign people in',
    unrotated: 'Cognito makes it, and takes one at a time: it is changed by a second client, as the runbook says.',
    key,
    replicas,
    value: {
      secretObjectValue: {
        clientId: SecretValue.unsafePlainText(web.userPoolClientId),
        clientSecret: SecretValue.resourceAttribute(rawWeb.attrClientSecret),
      },
    },
  })
  return { pool, webClientId: web.userPoolClientId, commandLineClientId: commandLine.userPoolClientId }
}

/** Issuer that every region of a pool shares ("IssuerConfigurationType", Cognito API reference). */
export function issuerOf(primaryRegion: string, userPoolId: string): string {
  return `https://issuer-cognito-idp.${primaryRegion}.amazonaws.com/${userPoolId}`
}
