import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { SnapshotEntry } from './snapshot.ts'

const ending = '.yaml'

/** Writes a snapshot, and takes away what it no longer has. */
export async function writeSnapshot(folder: string, entries: readonly SnapshotEntry[]): Promise<void> {
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  for (const { name, text } of entries) await writeFile(join(folder, `${name}${ending}`), text)
}

export async function readSnapshot(folder: string): Promise<readonly SnapshotEntry[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith(ending)).toSorted()
  return Promise.all(files.map(async (file) => ({ name: file.slice(0, -ending.length), text: await readFile(join(folder, file), 'utf8') })))
}

/** Names of entries that are new, gone or different. */
export function changedEntries(committed: readonly SnapshotEntry[], current: readonly SnapshotEntry[]): readonly string[] {
  const textsOf = (entries: readonly SnapshotEntry[]): ReadonlyMap<string, string> => new Map(entries.map(({ name, text }) => [name, text]))
  const [before, after] = [textsOf(committed), textsOf(current)]
  return [...new Set([...before.keys(), ...after.keys()])].filter((name) => before.get(name) !== after.get(name)).toSorted()
}
