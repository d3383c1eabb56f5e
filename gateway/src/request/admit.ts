import { checkOriginVerify } from '../auth/origin-verify.ts'
import type { AccessTokenVerifier } from '../auth/access-token.ts'
import { readRequestToken, type TokenHeaders } from '../auth/request-token.ts'
import type { ScopeReader } from '../permissions/scope-reader.ts'
import { checkPlacement, checkZone, type Here } from '../placement/check-placement.ts'
import type { ServeHome, Serving } from '../home/serve-home.ts'
import type { PlacementReader } from '../placement/placement-reader.ts'
import type { Sessions } from '../session/sessions.ts'
import type { Caller } from './gateway-context.ts'

export interface AdmissionDependencies {
  readonly here: Here
  /** Values of `x-origin-verify`: current, previous. */
  readonly originSecrets: () => Promise<readonly string[]>
  readonly verifyAccessToken: AccessTokenVerifier
  readonly readPlacement: PlacementReader
  readonly readScopes: ScopeReader
  readonly serveHome: ServeHome
  /** Absent where people do not sign in through this gateway: then cookies say nothing. */
  readonly sessions?: Sessions | undefined
}

export interface Admission {
  readonly caller: Caller
  readonly serving: Serving
}

export interface AdmissionHeaders extends TokenHeaders {
  readonly 'x-origin-verify'?: string | readonly string[] | undefined
}

export interface AdmitOptions {
  readonly headers: AdmissionHeaders
  /** Writer epoch of the home, as the edge knows it. */
  readonly writerEpoch: number | undefined
  /** Told as soon as the token is known to be genuine, for the log. */
  readonly onTenant: (tenantId: string) => void
}

/**
 * Who asks, once all holds: through the edge, a genuine token of this zone, a tenant under its current epoch whose home this
 * region serves now, and rights that are current. Each fault has its code; nothing of the request's body has been read by then.
 */
export async function admit(dependencies: AdmissionDependencies, { headers, writerEpoch, onTenant }: AdmitOptions): Promise<Admission> {
  const { here, originSecrets, verifyAccessToken, readPlacement, readScopes, serveHome, sessions } = dependencies
  checkOriginVerify(headers['x-origin-verify'], await originSecrets())
  const claims = await verifyAccessToken(await readRequestToken(headers, sessions))
  onTenant(claims.tenantId)
  checkZone(claims.zone, here)
  await sessions?.revocations.check(claims)
  checkPlacement(claims, await readPlacement(claims.tenantId, claims.placementEpoch), here)
  const serving = await serveHome(claims.homeRegion, writerEpoch)
  const scopes = await readScopes(claims)
  const caller: Caller = {
    sub: claims.subject,
    kind: claims.kind,
    tenant: claims.tenantId,
    zone: claims.zone,
    homeRegion: claims.homeRegion,
    region: here.region,
    epoch: claims.placementEpoch,
    scopes: [...scopes],
  }
  return { caller, serving }
}
