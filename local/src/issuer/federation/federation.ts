import { randomBytes } from 'node:crypto'
import type { PoolUser, UserPool } from '../user-pool.ts'
import { createRelyingParty, FederationFailed, type CompanyProvider, type PendingRequest, type RelyingParty } from './relying-party.ts'

/** Cognito's own path for the way back from a provider. */
export const providerResponsePath = '/oauth2/idpresponse'

export interface FederationOptions {
  readonly providers: readonly CompanyProvider[]
  /** Of the zone's issuer, which is the providers' client. */
  readonly issuer: string
  readonly pool: UserPool
  readonly now: () => number
}

/** Sign-in by way of companies' own identity providers. */
export interface Federation {
  /** Which provider a request wants: by its name, or by the company that it is for; `unknown` when there is none such. */
  wanted(parameters: Readonly<Record<string, unknown>>): CompanyProvider | 'unknown' | undefined
  /** Providers of a company by its slug. */
  ofCompany(slug: string): readonly CompanyProvider[]
  /** Where the browser of an interaction goes to. */
  begin(provider: CompanyProvider, interaction: string, loginHint: string): Promise<URL>
  /** The interaction that an answer belongs to; undefined for an answer that nobody waits for. */
  interactionOf(state: string): string | undefined
  /** The person of an answer, who is made in the pool when it is the first time. An answer counts once. */
  finish(answer: URLSearchParams, interaction: string): Promise<PoolUser>
}

interface Pending extends PendingRequest {
  readonly provider: CompanyProvider
  readonly interaction: string
  readonly until: number
}

const pendingMs = 15 * 60_000
const maxPending = 5_000

/**
 * A provider is chosen by name or by company, as Cognito does it by `identity_provider` and `idp_identifier`. Nobody's e-mail
 * address chooses anything: a company's provider may tell any address it likes.
 */
export function createFederation({ providers, issuer, pool, now }: FederationOptions): Federation {
  const parties = new Map<string, RelyingParty>()
  for (const provider of providers) parties.set(provider.name, createRelyingParty(provider, `${issuer}${providerResponsePath}`, now))
  const pending = new Map<string, Pending>()

  function partyOf({ name }: CompanyProvider): RelyingParty {
    const party = parties.get(name)
    if (party === undefined) throw new Error(`there is no identity provider ${name}`)
    return party
  }

  return {
    wanted({ identity_provider: name, idp_identifier: identifier }) {
      // Cognito's name for its own user pool.
      if (name === 'COGNITO') return undefined
      if (name !== undefined) return providers.find((provider) => provider.name === name) ?? 'unknown'
      if (identifier === undefined) return undefined
      return providers.find(({ identifiers }) => identifiers.some((known) => known === identifier)) ?? 'unknown'
    },
    ofCompany: (slug) => providers.filter(({ identifiers }) => identifiers.includes(slug)),
    async begin(provider, interaction, loginHint) {
      const state = randomBytes(32).toString('base64url')
      const { url, nonce, verifier } = await partyOf(provider).authorizationUrl(state, loginHint)
      pending.set(state, { provider, interaction, nonce, verifier, until: now() + pendingMs })
      for (const oldest of pending.keys()) {
        if (pending.size <= maxPending) break
        pending.delete(oldest)
      }
      return url
    },
    interactionOf: (state) => pending.get(state)?.interaction,
    async finish(answer, interaction) {
      const state = answer.get('state') ?? ''
      const request = pending.get(state)
      pending.delete(state)
      if (request === undefined || request.interaction !== interaction || request.until <= now()) {
        throw new FederationFailed('access_denied', 'the answer belongs to no sign-in of this browser')
      }
      const { subject, email } = await partyOf(request.provider).redeem(answer, request)
      return pool.ensureFederatedUser({ provider: request.provider.name, subject, email, now: now() })
    },
  }
}
