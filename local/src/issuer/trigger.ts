import { z } from 'zod'
import { applyOverrides, type Claims } from './access-token-payload.ts'
import type { LambdaFunction } from './lambda.ts'
import { usernameOf, type PoolUser } from './user-pool.ts'

export type TriggerSource = 'TokenGeneration_HostedAuth' | 'TokenGeneration_RefreshTokens' | 'TokenGeneration_ClientCredentials'

export interface TriggerInput {
  readonly source: TriggerSource
  readonly region: string
  readonly userPoolId: string
  readonly clientId: string
  readonly user: PoolUser | undefined
  readonly scopes: readonly string[]
  readonly clientMetadata: Readonly<Record<string, string>> | undefined
}

const claimValue = z.json()
const names = z.array(z.string()).nullish()
const answerSchema = z.looseObject({
  response: z.looseObject({
    claimsAndScopeOverrideDetails: z
      .looseObject({
        accessTokenGeneration: z
          .object({
            claimsToAddOrOverride: z.record(z.string(), claimValue).nullish(),
            claimsToSuppress: names,
            scopesToAdd: names,
            scopesToSuppress: names,
          })
          .nullish(),
      })
      .nullish(),
  }),
})

/** Cognito's pre-token-generation event, version 3; for a client's own credentials there is no user in it. */
export function triggerEvent({ source, region, userPoolId, clientId, user, scopes, clientMetadata }: TriggerInput): object {
  return {
    version: '3',
    triggerSource: source,
    region,
    userPoolId,
    ...(user === undefined ? {} : { userName: usernameOf(user) }),
    callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId },
    request: {
      userAttributes: user === undefined ? {} : attributesOf(user),
      groupConfiguration: { groupsToOverride: [], iamRolesToOverride: [], preferredRole: null },
      scopes,
      ...(clientMetadata === undefined ? {} : { clientMetadata }),
    },
    response: { claimsAndScopeOverrideDetails: null },
  }
}

/** As Cognito's events have them; a provider's word for an address is not verified by Cognito. */
function attributesOf({ sub, email, identity }: PoolUser): Readonly<Record<string, string>> {
  if (identity === undefined) return { sub, email, email_verified: 'true', 'cognito:user_status': 'CONFIRMED' }
  const { provider, subject, createdAt } = identity
  const entry = { userId: subject, providerName: provider, providerType: 'OIDC', issuer: null, primary: true, dateCreated: createdAt }
  const address = email === '' ? {} : { email, email_verified: 'false' }
  return { sub, identities: JSON.stringify([entry]), 'cognito:user_status': 'EXTERNAL_PROVIDER', ...address }
}

/** Claims of an access token after the trigger; whatever it throws is thrown, and there is no token. */
export async function runTrigger(trigger: LambdaFunction, input: TriggerInput, claims: Claims): Promise<Claims> {
  const answer = answerSchema.safeParse(await trigger.invoke(triggerEvent(input)))
  if (!answer.success) throw new Error('the trigger gave an answer that is none', { cause: answer.error })
  const overrides = answer.data.response.claimsAndScopeOverrideDetails?.accessTokenGeneration
  return applyOverrides(claims, overrides ?? {})
}
