import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Argument, Command } from 'commander'
import { allDrills } from './drill/all-drills.ts'
import { exitStatus } from './drill/drill-result.ts'
import { runDrills } from './drill/run-drills.ts'
import { drillReport, drillTable } from './drill/table.ts'
import { openOperator } from './operator/operator.ts'

/** `npm run drill -- all` or one by name. Exit code 0: everything held; 1: something fell short, or there is no world. */
const command = new Command('drill')
  .description('Breaks parts of the running world, one after another, under load, and says what held.')
  .addArgument(new Argument('<drills...>', `all, or any of ${allDrills.map(({ name }) => name).join(', ')}`))
  .option('--state <folder>', 'where the world is kept', join(import.meta.dirname, '..', '..', '.hemisphere'))
  .action(async (names: readonly string[], { state }: { readonly state: string }) => {
    const unknown = names.filter((name) => name !== 'all' && !allDrills.some((drill) => drill.name === name))
    if (unknown.length > 0) command.error(`got ${unknown.join(', ')}, wanted all or any of ${allDrills.map(({ name }) => name).join(', ')}`)
    const drills = names.includes('all') ? allDrills : allDrills.filter(({ name }) => names.includes(name))
    const tell = (line: string): void => void process.stdout.write(`${line}\n`)
    await using operator = await openOperator(state, Date.now)
    const results = await runDrills(operator, { drills, tenant: { slug: 'nordhem', home: 'eu-west-1' }, now: Date.now, tell })
    const folder = join(operator.state.path, 'drills')
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const report = join(folder, `${new Date().toISOString().replaceAll(':', '-')}.json`)
    await writeFile(report, `${drillReport(results)}\n`)
    tell(`\n${drillTable(results)}\n\nEvery check is in ${report}`)
    process.exitCode = exitStatus(results)
  })

try {
  await command.parseAsync()
} catch (error) {
  process.stderr.write(`drill: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
