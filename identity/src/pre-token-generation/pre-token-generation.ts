import type { Subject, SubjectRecord } from '../directory/find-subject.ts'
import { isOlder, type LastKnown } from './last-known.ts'
import { tenantClaims, type TenantClaims } from './tenant-claims.ts'
import { parseTriggerEvent, subjectOf, type TriggerEvent } from './trigger-event.ts'

export interface PreTokenGenerationOptions {
  /** The zone whose issuer calls. */
  readonly zone: string
  /** Asks the directory; rejects, within its own deadline, when that does not answer. */
  readonly findSubject: (subject: Subject) => Promise<SubjectRecord | undefined>
  readonly lastKnown: LastKnown
  /** Told when the directory did not answer. */
  readonly onOutage: (error: unknown, outcome: 'last known' | 'no token') => void
}

export type TriggerAnswer = TriggerEvent & {
  readonly response: {
    readonly claimsAndScopeOverrideDetails: { readonly accessTokenGeneration: { readonly claimsToAddOrOverride: TenantClaims } }
  }
}

/**
 * Cognito's pre-token-generation trigger (event V3): adds the tenant's claims to the access token, or throws, and there is none.
 * While the directory is down it says what it last knew of the subject; an answer from before the last known one is passed
 * over. Repeating a call changes nothing.
 */
export function createPreTokenGeneration(options: PreTokenGenerationOptions): (event: unknown) => Promise<TriggerAnswer> {
  const { zone, findSubject, lastKnown, onOutage } = options

  async function lookUp(subject: Subject): Promise<SubjectRecord | undefined> {
    let found: SubjectRecord | undefined
    try {
      found = await findSubject(subject)
    } catch (error) {
      const kept = lastKnown.get(subject)
      onOutage(error, kept === undefined ? 'no token' : 'last known')
      if (kept === undefined) throw new Error('the directory of this zone does not answer', { cause: error })
      return lastKnown.raised(kept)
    }
    if (found === undefined) {
      lastKnown.delete(subject)
      return undefined
    }
    // A replica that lags must not undo what another member has said: its answer is not remembered, nor is the older one renewed.
    const kept = lastKnown.get(subject)
    if (kept !== undefined && isOlder(found, kept)) return lastKnown.raised(kept)
    lastKnown.set(subject, found)
    return lastKnown.raised(found)
  }

  return async (received) => {
    const event = parseTriggerEvent(received)
    const subject = subjectOf(event)
    const claimsToAddOrOverride = tenantClaims(subject.kind, await lookUp(subject), zone)
    return { ...event, response: { claimsAndScopeOverrideDetails: { accessTokenGeneration: { claimsToAddOrOverride } } } }
  }
}
