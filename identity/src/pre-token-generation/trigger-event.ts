import { z } from 'zod'
import type { Subject } from '../directory/find-subject.ts'

const sourcesOfPeople = [
  'TokenGeneration_HostedAuth',
  'TokenGeneration_Authentication',
  'TokenGeneration_NewPasswordChallenge',
  'TokenGeneration_AuthenticateDevice',
  'TokenGeneration_RefreshTokens',
] as const

/**
 * Who a person is at other identity providers, as Cognito writes it into a user's attributes: the JSON text of a list. One
 * entry, the user's own: a user that is linked to more than one sign-in could be of two companies.
 */
const identitiesText = z
  .string()
  .max(4_096)
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text)
    } catch {
      context.addIssue({ code: 'custom', message: 'wanted JSON' })
      return z.NEVER
    }
  })
  .pipe(
    z.tuple([
      z.looseObject({
        providerName: z.string().min(1),
        userId: z.string().min(1),
        primary: z.union([z.literal(true), z.literal('true')]),
      }),
    ]),
  )

const attributes = z
  .looseObject({ sub: z.string().min(1), identities: z.string().optional(), 'cognito:user_status': z.string().optional() })
  .refine(({ identities }) => identities === undefined || identitiesText.safeParse(identities).success)
  .refine((found) => found['cognito:user_status'] !== 'EXTERNAL_PROVIDER' || found.identities !== undefined)

const forPerson = z.looseObject({
  triggerSource: z.enum(sourcesOfPeople),
  request: z.looseObject({ userAttributes: attributes }),
})

const forClient = z.looseObject({
  triggerSource: z.literal('TokenGeneration_ClientCredentials'),
  callerContext: z.looseObject({ clientId: z.string().min(1) }),
})

/** The part of Cognito's event of version 2 or 3 (they differ in who sends them) that is read here. */
const triggerEventSchema = z.intersection(z.looseObject({ version: z.enum(['2', '3']) }), z.union([forPerson, forClient]))

export type TriggerEvent = z.infer<typeof triggerEventSchema>

/** An event with the part that is read; one of another shape or source is thrown by what is wrong, never by value. */
export function parseTriggerEvent(event: unknown): TriggerEvent {
  const parsed = triggerEventSchema.safeParse(event)
  if (!parsed.success) throw new Error('the trigger got an event that is none of token generation, version 3', { cause: parsed.error })
  return parsed.data
}

/**
 * Who the token is for, by what the issuer itself has found: `clientMetadata` is the caller's own word and is not read. The
 * e-mail address of a federated person is the provider's word and is not read either.
 */
export function subjectOf(event: TriggerEvent): Subject {
  if (event.triggerSource === 'TokenGeneration_ClientCredentials') return { kind: 'client', id: event.callerContext.clientId }
  const { sub, identities } = event.request.userAttributes
  if (identities === undefined) return { kind: 'user', id: sub }
  const [{ providerName, userId }] = identitiesText.parse(identities)
  return { kind: 'federated', provider: providerName, id: userId }
}
