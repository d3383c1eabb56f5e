import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { readTextIfThere } from '@hemisphere/local/world/file-text.ts'
import { processBirth } from '@hemisphere/local/world/process-birth.ts'
import { isAlive, readRecord, type ProcessRecord } from '@hemisphere/local/world/process-record.ts'
import { databasePlans } from '@hemisphere/local/world/database-plans.ts'
import { postgresRoot, stateFolderAt } from '@hemisphere/local/world/state-folder.ts'

export interface WorldProcess extends ProcessRecord {
  readonly name: string
}

/** The processes that a running world has started, its databases among them. */
export async function processesOf(folder: string): Promise<readonly WorldProcess[]> {
  const state = stateFolderAt(folder)
  const files = (await readdir(state.processes)).filter((name) => name.endsWith('.json'))
  const services = files.map(async (file) => ({ name: file.replace('.json', ''), ...(await readRecord(join(state.processes, file))) }))
  const members = databasePlans.flatMap(({ name, members: regions }) => regions.map((region) => ({ name, region })))
  const databases = members.map(async ({ name, region }) => {
    const file = join(await postgresRoot(state, name, region), 'data', 'postmaster.pid')
    const pid = Number((await readTextIfThere(file))?.split('\n')[0])
    return { name: `postgres of ${name} in ${region}`, pid, birth: Number.isNaN(pid) ? undefined : await processBirth(pid) }
  })
  const found = await Promise.all([...services, ...databases])
  return found.flatMap(({ name, pid, birth }) => (pid === undefined || birth === undefined ? [] : [{ name, pid, birth }]))
}

/** Those that still live. */
export async function aliveOf(processes: readonly WorldProcess[]): Promise<readonly string[]> {
  const alive = await Promise.all(processes.map(async (process) => ((await isAlive(process)) ? [process.name] : [])))
  return alive.flat()
}
