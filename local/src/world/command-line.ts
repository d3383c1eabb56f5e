import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { hasCode, readTextIfThere } from './file-text.ts'

const run = promisify(execFile)

/** The command of a process with its arguments, parted by spaces; empty when there is no such process. */
export async function commandLine(pid: number): Promise<string> {
  if (process.platform === 'linux') return ((await readTextIfThere(`/proc/${pid}/cmdline`, 'ESRCH')) ?? '').replaceAll('\0', ' ')
  try {
    return (await run('ps', ['-o', 'command=', '-p', String(pid)])).stdout
  } catch (error) {
    // ps ends with 1 when no process has the id.
    if (hasCode(error, '1')) return ''
    throw error
  }
}
