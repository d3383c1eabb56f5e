import { z } from 'zod'
import type { Subject } from '../directory/find-subject.ts'

const sourcesOfPeople = [
  'TokenGeneration_HostedAuth',
  'TokenGeneration_Authentication',
  'TokenGeneration_NewPasswordChallenge',
  'TokenGeneration_AuthenticateDevice',
  'TokenGeneration_RefreshTokens',
] as const

const forPerson = z.looseObject({
  triggerSource: z.enum(sourcesOfPeople),
  request: z.looseObject({ userAttributes: z.looseObject({ sub: z.string().min(1) }) }),
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

/** Who the token is for, by what the issuer itself has found: `clientMetadata` is the caller's own word and is not read. */
export function subjectOf(event: TriggerEvent): Subject {
  return event.triggerSource === 'TokenGeneration_ClientCredentials'
    ? { kind: 'client', id: event.callerContext.clientId }
    : { kind: 'user', id: event.request.userAttributes.sub }
}
