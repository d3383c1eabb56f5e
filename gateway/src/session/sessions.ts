import type { KeyValueStore } from '@hemisphere/kit/key-value-store.ts'
import type { JWTVerifyGetKey } from 'jose'
import type { AccessTokenVerifier } from '../auth/access-token.ts'
import { singleFlight } from '../directory/single-flight.ts'
import { createIssuerClient, type IssuerClient, type WebClient } from './issuer-client.ts'
import type { RefreshOutcome } from './refresh-session.ts'
import { createRevocations, type Revocations } from './revocations.ts'
import { createSessionKeys, type SessionKeys } from './session-keys.ts'
import { createSessionStore, type SessionLimits, type SessionStore } from './session-store.ts'
import { createSignInStore, type SignInStore } from './sign-in-store.ts'
import { createSignInVerifier, type SignInVerifier } from './verify-sign-in.ts'

export interface SessionsOptions {
  readonly zone: string
  /** Where browsers find the product, such as `https://app.hemisphere.example`. */
  readonly publicOrigin: string
  readonly issuer: string
  /** The issuer's signing keys. */
  readonly issuerKeys: JWTVerifyGetKey
  readonly client: () => Promise<WebClient>
  /** Shared by the gateways of the zone. */
  readonly store: KeyValueStore
  /** The session secret, the current version first. */
  readonly secrets: () => Promise<readonly Uint8Array[]>
  readonly verifyAccessToken: AccessTokenVerifier
  readonly limits: SessionLimits
  readonly fetch: typeof fetch
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly randomBytes: (count: number) => Buffer
  /** Told what failed besides the request at hand, in words that name nobody. */
  readonly onFault: (fault: unknown, what: string) => void
}

/** What people's sessions stand on: the store, the issuer, and the memory of who signed out. */
export interface Sessions extends Pick<SessionsOptions, 'zone' | 'publicOrigin' | 'verifyAccessToken' | 'now' | 'randomBytes' | 'onFault'> {
  readonly keys: SessionKeys
  readonly store: SessionStore
  readonly signIns: SignInStore
  readonly issuerName: string
  readonly issuer: IssuerClient
  readonly verifySignIn: SignInVerifier
  readonly revocations: Revocations
  readonly shareRefresh: (key: string, work: () => Promise<RefreshOutcome>) => Promise<RefreshOutcome>
}

export const callbackPath = '/session/callback'

export function createSessions(options: SessionsOptions): Sessions {
  const { zone, publicOrigin, issuer, issuerKeys, client, store, secrets, verifyAccessToken, limits, fetch, now, randomBytes, onFault } =
    options
  const keys = createSessionKeys(secrets)
  const onEntryFault = (fault: unknown): void => onFault(fault, 'the session store failed')
  return {
    zone,
    publicOrigin,
    keys,
    verifyAccessToken,
    now,
    randomBytes,
    onFault,
    store: createSessionStore({ zone, store, keys, limits, now, onFault: onEntryFault }),
    signIns: createSignInStore({ zone, store, keys, now, onFault: onEntryFault }),
    issuerName: issuer,
    issuer: createIssuerClient({ issuer, client, redirectUri: `${publicOrigin}${callbackPath}`, fetch, now }),
    verifySignIn: createSignInVerifier({
      zone,
      issuer,
      clientId: async () => (await client()).clientId,
      keys: issuerKeys,
      verifyAccessToken,
      now,
    }),
    revocations: createRevocations({
      zone,
      store,
      now,
      onFault: (fault) => onFault(fault, 'sign-outs are not seen at once: the session store does not answer'),
    }),
    shareRefresh: singleFlight<RefreshOutcome>(),
  }
}
