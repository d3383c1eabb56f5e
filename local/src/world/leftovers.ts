import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { readTextIfThere } from './file-text.ts'
import { commandLine } from './command-line.ts'
import { databasePlans, type DatabaseName } from './database-plans.ts'
import { processBirth } from './process-birth.ts'
import { isAlive, readRecord, removeRecord } from './process-record.ts'
import type { RegionName } from '@hemisphere/topology/regions.ts'
import { postgresRoot, type StateFolder } from './state-folder.ts'
import { stopProcess } from './stop-process.ts'

const serviceLimitMs = 10_000
const postgresLimitMs = 30_000

/** Stops what a start that was killed has left running on this state folder: its services first, then its databases. */
export async function stopLeftovers(state: StateFolder): Promise<void> {
  const names = await readdir(state.processes)
  await Promise.all(names.filter((name) => name.endsWith('.json')).map((name) => stopRecorded(join(state.processes, name))))
  await Promise.all(databasePlans.flatMap(({ name, members }) => members.map((region) => stopPostgres(state, name, region))))
}

async function stopRecorded(file: string): Promise<void> {
  const record = await readRecord(file)
  if (record !== undefined && (await isAlive(record))) await stopProcess(record, 'SIGTERM', serviceLimitMs)
  await removeRecord(file)
}

/** PostgreSQL keeps its process id in the first line of `postmaster.pid` for as long as it runs, and after it was killed. */
async function stopPostgres(state: StateFolder, database: DatabaseName, region: RegionName): Promise<void> {
  const data = join(await postgresRoot(state, database, region), 'data')
  const pid = Number((await readTextIfThere(join(data, 'postmaster.pid')))?.split('\n')[0])
  if (!Number.isSafeInteger(pid) || pid <= 1) return
  const birth = await processBirth(pid)
  if (birth === undefined || !(await commandLine(pid)).includes(data)) return
  await stopProcess({ pid, birth }, 'SIGINT', postgresLimitMs)
}
