import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** The commit that this working tree stands on; undefined where there is no git, or the tree is none of its own. */
export async function findCommit(): Promise<string | undefined> {
  return run('git', ['rev-parse', '--verify', 'HEAD'], { cwd: import.meta.dirname }).then(
    ({ stdout }) => stdout.trim(),
    () => undefined,
  )
}
