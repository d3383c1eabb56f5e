import type { JWK } from 'jose'

/** What a build fixes for the life of one version of the function: it runs without environment variables and has everything in it that requests need. */
export interface BakedData {
  /** Public Ed25519 key of whoever signs region maps. */
  readonly mapKey: JWK
  /** The region map as a compact JWS. */
  readonly regionMap: string
  /** An older map is refused; 1 when absent. */
  readonly minimumMapVersion?: number
  /** Public signing keys of the issuers, by issuer and key id. */
  readonly keys: Readonly<Record<string, Readonly<Record<string, JWK>>>>
}
