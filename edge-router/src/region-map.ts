import { CompactSign, compactVerify, type CryptoKey, type JWK, type KeyObject } from 'jose'
import { checkRegionStatus, type RegionStatus } from './region-status.ts'

export interface RegionOrigin {
  readonly domainName: string
  readonly port: number
  readonly protocol: 'http' | 'https'
}

export interface MappedRegion extends RegionStatus {
  readonly zone: string
  /** The other region of the same zone, which takes over when this one is lost. */
  readonly buddy: string
  readonly origin: RegionOrigin
}

export interface MappedZone {
  readonly issuer: string
  /** Where the issuer publishes its keys, the only address that the edge ever asks. */
  readonly jwksUri: string
  /** The region that answers for sessions of this zone; its buddy does when it is fenced. */
  readonly signInRegion: string
}

/** Where every region is and to which zone it belongs: the one truth of the edge, signed and with a version that only rises. */
export interface RegionMap {
  readonly version: number
  readonly zones: Readonly<Record<string, MappedZone>>
  readonly regions: Readonly<Record<string, MappedRegion>>
  /** Zone of each company, by slug. */
  readonly companies: Readonly<Record<string, string>>
}

const algorithm = 'EdDSA'
const mediaType = 'hemisphere-region-map+json'

type Key = CryptoKey | KeyObject | JWK

/** The map as a compact JWS (EdDSA on Ed25519); a map that contradicts itself is thrown, not signed. */
export async function signRegionMap(map: RegionMap, privateKey: Key): Promise<string> {
  checkRegionMap(map)
  return new CompactSign(new TextEncoder().encode(JSON.stringify(map)))
    .setProtectedHeader({ alg: algorithm, typ: mediaType })
    .sign(privateKey)
}

/** The map within a JWS. A bad signature, a version below `minimumVersion` or a map that contradicts itself is thrown. */
export async function verifyRegionMap(
  jws: string,
  publicKey: Key,
  { minimumVersion }: { readonly minimumVersion: number },
): Promise<RegionMap> {
  const { payload, protectedHeader } = await compactVerify(jws, publicKey, { algorithms: [algorithm] })
  if (protectedHeader['typ'] !== mediaType) throw new Error(`the signed text is a ${String(protectedHeader['typ'])}, wanted a ${mediaType}`)
  // The signature vouches for the type: only `signRegionMap` signs this media type. What it says is checked below.
  const map = JSON.parse(new TextDecoder().decode(payload)) as RegionMap
  checkRegionMap(map)
  if (map.version < minimumVersion) throw new Error(`the region map has version ${map.version}, wanted at least ${minimumVersion}`)
  return map
}

/** The zone whose people and clients this issuer signs in. */
export function zoneOfIssuer(map: RegionMap, issuer: string): string | undefined {
  return Object.entries(map.zones).find(([, zone]) => zone.issuer === issuer)?.[0]
}

function checkRegionMap({ version, zones, regions, companies }: RegionMap): void {
  if (!Number.isSafeInteger(version) || version < 1) throw new Error(`the region map has version ${version}, wanted a whole number from 1`)
  const issuers = Object.values(zones).map((zone) => zone.issuer)
  if (new Set(issuers).size < issuers.length) throw new Error('the region map gives two zones the same issuer')
  for (const [name, region] of Object.entries(regions)) checkRegion(name, region)
  for (const [name, zone] of Object.entries(zones)) checkZone(name, zone)
  for (const [slug, zone] of Object.entries(companies)) {
    if (!Object.hasOwn(zones, zone)) throw new Error(`the region map puts company ${slug} into the unknown zone ${zone}`)
  }

  function checkZone(name: string, { jwksUri, signInRegion }: MappedZone): void {
    if (!isKeyAddress(jwksUri)) throw new Error(`the region map has the keys of zone ${name} at ${jwksUri}, wanted an https address`)
    const region = Object.hasOwn(regions, signInRegion) ? regions[signInRegion] : undefined
    if (region?.zone !== name) throw new Error(`the region map has zone ${name} sign in at ${signInRegion}, wanted a region of its own`)
  }

  function checkRegion(name: string, region: MappedRegion): void {
    const { zone, buddy, origin } = region
    if (!Object.hasOwn(zones, zone)) throw new Error(`the region map puts region ${name} into the unknown zone ${zone}`)
    const other = Object.hasOwn(regions, buddy) ? regions[buddy] : undefined
    if (buddy === name || other?.zone !== zone)
      throw new Error(`the region map gives ${name} the buddy ${buddy}, wanted another region of zone ${zone}`)
    checkRegionStatus(name, region)
    if (!['http', 'https'].includes(origin.protocol) || !Number.isInteger(origin.port) || origin.domainName === '') {
      throw new Error(`the region map gives region ${name} an origin that is none`)
    }
  }
}

/** Plain HTTP is for a world on one machine: who could change what comes over it could sign tokens. */
function isKeyAddress(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, hostname } = new URL(text)
  return protocol === 'https:' || (protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname))
}
