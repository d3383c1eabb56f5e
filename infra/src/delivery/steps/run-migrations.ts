import type { Aws } from './aws-cli.ts'
import { describeTask, listOf, readTaskPart, startTask, untilTaskStopped, type OneOffTask } from './run-task.ts'

/** `expand` adds what the new version needs and the old one does not mind; `contract` takes away what no version uses any more. */
export type MigrationPhase = 'expand' | 'contract'

export interface RunMigrations {
  /** AWS on the role that the region offers for this. */
  readonly aws: Aws
  readonly region: string
  readonly phase: MigrationPhase
  readonly version: string
  readonly tell: (line: string) => void
}

/** A migration may take an hour. */
const waits = 6

/** Migrates the databases that begin in a region, each by a task of its own. The first that does not end with status 0 is thrown, and no other begins. */
export async function runMigrations({ aws, region, phase, version, tell }: RunMigrations): Promise<void> {
  const one: OneOffTask = { aws, region, name: 'migrate' }
  for (const database of listOf(await readTaskPart(one, 'databases'))) {
    const environment = { DATABASE: database, MIGRATION_PHASE: phase }
    const task = await startTask(one, { purpose: `migrates ${database}`, startedBy: version, environment })
    tell(`${region}: ${phase} of ${database} runs as ${task}`)
    await untilTaskStopped(one, task, waits)
    const { status, reason } = await describeTask(one, task)
    if (status !== 0) throw new Error(`${phase} of ${database} in ${region} ended with ${status ?? 'no status'} (${reason}), wanted 0`)
    tell(`${region}: ${phase} of ${database} is done`)
  }
}
