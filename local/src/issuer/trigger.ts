import { z } from 'zod'
import { applyOverrides, type Claims } from './access-token-payload.ts'
import type { LambdaFunction } from './lambda.ts'

export type TriggerSource = 'TokenGeneration_HostedAuth' | 'TokenGeneration_RefreshTokens' | 'TokenGeneration_ClientCredentials'

export interface TriggerInput {
  readonly source: TriggerSource
  readonly region: string
  readonly userPoolId: string
  readonly clientId: string
  readonly user: { readonly sub: string; readonly email: string } | undefined
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
  const userAttributes =
    user === undefined ? {} : { sub: user.sub, email: user.email, email_verified: 'true', 'cognito:user_status': 'CONFIRMED' }
  return {
    version: '3',
    triggerSource: source,
    region,
    userPoolId,
    ...(user === undefined ? {} : { userName: user.sub }),
    callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId },
    request: {
      userAttributes,
      groupConfiguration: { groupsToOverride: [], iamRolesToOverride: [], preferredRole: null },
      scopes,
      ...(clientMetadata === undefined ? {} : { clientMetadata }),
    },
    response: { claimsAndScopeOverrideDetails: null },
  }
}

/** Claims of an access token after the trigger; whatever it throws is thrown, and there is no token. */
export async function runTrigger(trigger: LambdaFunction, input: TriggerInput, claims: Claims): Promise<Claims> {
  const answer = answerSchema.safeParse(await trigger.invoke(triggerEvent(input)))
  if (!answer.success) throw new Error('the trigger gave an answer that is none', { cause: answer.error })
  const overrides = answer.data.response.claimsAndScopeOverrideDetails?.accessTokenGeneration
  return applyOverrides(claims, overrides ?? {})
}
