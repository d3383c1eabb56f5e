import {
  AdminCreateUserCommand,
  AdminGetUserCommand,
  UsernameExistsException,
  type AttributeType,
  type CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider'
import type { Invite } from '../tenant/add-tenant.ts'

/** What is asked of a user pool. */
export interface UserPoolCalls {
  /** Attributes of somebody who was invited now, by an e-mail with a password for the first time; undefined for who is there already. */
  create(email: string): Promise<readonly AttributeType[] | undefined>
  attributesOf(email: string): Promise<readonly AttributeType[]>
}

export function userPoolCalls(client: CognitoIdentityProviderClient, userPoolId: string): UserPoolCalls {
  return {
    async create(email) {
      try {
        const { User: user } = await client.send(
          new AdminCreateUserCommand({
            UserPoolId: userPoolId,
            Username: email,
            UserAttributes: [
              { Name: 'email', Value: email },
              // The invitation itself proves it: only who reads it signs in.
              { Name: 'email_verified', Value: 'true' },
            ],
            DesiredDeliveryMediums: ['EMAIL'],
          }),
        )
        return user?.Attributes ?? []
      } catch (error) {
        if (error instanceof UsernameExistsException) return undefined
        throw withoutText(error)
      }
    },
    async attributesOf(email) {
      try {
        return (await client.send(new AdminGetUserCommand({ UserPoolId: userPoolId, Username: email }))).UserAttributes ?? []
      } catch (error) {
        throw withoutText(error)
      }
    },
  }
}

/** Invites who is not there; the subject of either. */
export function createInvite(calls: UserPoolCalls, tell: (line: string) => void): Invite {
  return async (email) => {
    const created = await calls.create(email)
    const attributes = created ?? (await calls.attributesOf(email))
    const subject = attributes.find(({ Name }) => Name === 'sub')?.Value
    if (subject === undefined) throw new Error('the user pool knows somebody without a sub')
    if (created !== undefined) tell(`somebody was invited: ${subject}`)
    return subject
  }
}

/** What Cognito answers may quote the address that it was asked for. */
function withoutText(error: unknown): Error {
  return new Error(`the user pool refused: ${error instanceof Error ? error.name : 'no reason was given'}`)
}
