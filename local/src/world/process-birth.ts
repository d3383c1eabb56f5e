import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { hasCode, readTextIfThere } from './file-text.ts'

const run = promisify(execFile)

/**
 * When a process began, as text that two processes with the same id do not share; undefined when none has this id.
 * With it an id that was written down earlier is known to be the same process still, and safe to signal.
 */
export async function processBirth(pid: number): Promise<string | undefined> {
  return process.platform === 'linux' ? birthFromProc(pid) : birthFromPs(pid)
}

async function birthFromProc(pid: number): Promise<string | undefined> {
  // ESRCH: the process ended between opening and reading.
  const [stat, boot] = await Promise.all([
    readTextIfThere(`/proc/${pid}/stat`, 'ESRCH'),
    readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
  ])
  if (stat === undefined) return undefined
  // proc(5): the name in brackets may hold spaces; after it, the state is field 3 and the start time, in ticks since boot, field 22.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return fields[0] === 'Z' ? undefined : `${boot.trim()} ${fields[19]}`
}

async function birthFromPs(pid: number): Promise<string | undefined> {
  try {
    const { stdout } = await run('ps', ['-o', 'stat=,lstart=', '-p', String(pid)])
    const line = stdout.trim()
    return line === '' || line.startsWith('Z') ? undefined : line.replace(/^\S+\s+/, '')
  } catch (error) {
    // ps ends with 1 when no process has the id.
    if (hasCode(error, '1')) return undefined
    throw error
  }
}
