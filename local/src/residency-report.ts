import { join } from 'node:path'
import { Command } from 'commander'
import { createProgressLine } from './import/progress-line.ts'
import { renderText } from './residency/render-text.ts'
import { writeReport } from './residency/write-report.ts'

/** `npm run residency-report`: where each retailer's data is in the world that runs. Exits with 1 unless all of it is proved to be in its zone. */
const command = new Command('residency-report')
  .description("Looks into every store of every region and writes where each retailer's data is.")
  .option('--state <folder>', 'where the world is kept', join(import.meta.dirname, '..', '..', '.hemisphere'))
  .option('--out <folder>', 'where page and data are written; "residency-report" in the state folder unless said')
  .action(async ({ state, out }: { readonly state: string; readonly out?: string }) => {
    const progress = createProgressLine(process.stderr, () => performance.now())
    const startedAt = performance.now()
    const { report, htmlFile, jsonFile } = await writeReport({
      stateFolder: state,
      outFolder: out ?? join(state, 'residency-report'),
      now: Date.now,
      tell: (what) => progress.show(`looking: ${what}`),
    })
    progress.end(`looked for ${((performance.now() - startedAt) / 1_000).toFixed(1)} s`)
    process.stdout.write(`${renderText(report)}\n${htmlFile}\n${jsonFile}\n`)
    if (report.outcome !== 'holds') process.exitCode = 1
  })

try {
  await command.parseAsync()
} catch (error) {
  if (!(error instanceof Error)) throw error
  process.stderr.write(`residency-report: ${error.message}\n`)
  process.exitCode = 1
}
