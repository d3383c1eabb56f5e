import { regions, zones, type RegionName } from '@hemisphere/topology/regions.ts'
import type { Place } from './evidence.ts'

/** A region as a place. */
export function placeOf(region: RegionName): Place {
  const plan = regions.find(({ name }) => name === region)
  return plan === undefined ? { kind: 'unknown' } : { kind: 'region', region, zone: plan.zone }
}

const machineFiles: readonly (readonly [start: string, why: string])[] = [
  ['seeds/', 'notes of this machine on which demo data it has made; in AWS there is no demo data'],
  ['processes/', "this machine's notes of its own processes"],
  ['lock.json', "this machine's note that a world runs"],
  ['control.json', "where this machine's world takes orders"],
  ['databases.json', "this machine's note of which member is a writer"],
  ['region-map-key.json', 'the key that signs region maps, which in AWS is in KMS'],
  ['residency-report/', 'earlier runs of this report, which the operator keeps: it names every tenant'],
]

const globalFiles: ReadonlySet<string> = new Set([
  'bundles/edge-router.mjs',
  'bundles/viewer-request.js',
  'key-value-store.json',
  'logs/edge.log',
  'logs/accelerators.log',
])

/**
 * Where a file of the state folder lies in a world whose regions are far apart: by its name, which is the only thing that
 * parts them on one machine. A name that says nothing is `unknown`.
 */
export function placeOfFile(path: string): Place {
  if (globalFiles.has(path)) return { kind: 'global' }
  for (const [start, why] of machineFiles) if (path.startsWith(start)) return { kind: 'machine', why }
  const ofZone = zones.find(({ name }) => path.startsWith(`issuers/${name}/`) || path === `bundles/pre-token-generation-${name}.mjs`)
  if (ofZone !== undefined) return placeOf(ofZone.directoryRegion)
  const name = path.replace(/^logs\//, '')
  if (name.includes('/')) return { kind: 'unknown' }
  const region = regions.find((candidate) => new RegExp(`(?:^|-)${candidate.name}(?:-[a-z]+)?\\.(?:log|rdb)$`).test(name))
  if (region !== undefined) return placeOf(region.name)
  if (path.startsWith('logs/') && (name.endsWith('-seed.log') || name === 'guard.log'))
    return { kind: 'machine', why: 'log of what this machine alone does: making demo data, and watching over its processes' }
  return { kind: 'unknown' }
}
