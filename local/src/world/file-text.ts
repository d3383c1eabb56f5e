import { chmod, readFile, rename, writeFile } from 'node:fs/promises'

/** Whether an error of the system has one of these codes, such as ENOENT. */
export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code))
}

/** The text of a file, undefined when there is none. `alsoGone` names further codes that mean the same. */
export async function readTextIfThere(path: string, ...alsoGone: readonly string[]): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (hasCode(error, 'ENOENT', ...alsoGone)) return undefined
    throw error
  }
}

/** Writes a file for its owner alone, and as a whole: who reads it, or starts after a crash, finds the old text or the new one. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const draft = `${path}.${process.pid}.draft`
  await writeFile(draft, text, { mode: 0o600 })
  await chmod(draft, 0o600)
  await rename(draft, path)
}
