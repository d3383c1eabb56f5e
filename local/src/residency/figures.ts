import type { RegionName } from '@hemisphere/topology/regions.ts'

const whole = new Intl.NumberFormat('en-IE', { maximumFractionDigits: 0 })
const short = new Intl.NumberFormat('en-IE', { maximumFractionDigits: 1 })

export function countText(count: number): string {
  return whole.format(count)
}

/** Of units of 1,000, as disks are sold; a dash for what was not measured. */
export function bytesText(bytes: number | undefined): string {
  if (bytes === undefined) return '–'
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  const step = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3))
  return `${short.format(bytes / 1_000 ** step)} ${units[step] ?? 'B'}`
}

/** `1 row`, `2 rows`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${countText(count)} ${count === 1 ? one : many}`
}

/** Where a region is, in words that a map has. */
export const regionPlaces: Readonly<Record<RegionName, string>> = {
  'eu-west-1': 'Ireland',
  'eu-central-1': 'Frankfurt',
  'us-east-1': 'Virginia',
  'us-west-2': 'Oregon',
}

/** `2026-11-25 00:42:16 UTC`, which sorts and needs no locale. */
export function instantText(instant: string): string {
  return `${instant.slice(0, 10)} ${instant.slice(11, 19)} UTC`
}
