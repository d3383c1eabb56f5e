import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { renderBars, verdictOf } from './bar-table.ts'
import type { Bar } from './bar.ts'
import { barGroups } from './bar-groups.ts'
import { dataFolder, hasSharedData } from './data/shared-data.ts'

/** `npm run bench:forecast [-- --quick] [--only m3] [--json bars.json]`: every bar of the engine, on real series, against R. */
const { values } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, only: { type: 'string' }, json: { type: 'string' } },
})
const names = Object.keys(barGroups)
const wanted = values.only === undefined ? names : values.only.split(',')
const unknown = wanted.filter((name) => !names.includes(name))
if (unknown.length > 0) throw new RangeError(`--only has ${unknown.join(', ')}, wanted some of ${names.join(', ')}`)

if (!hasSharedData()) {
  console.log(`bench:forecast: ${wanted.length} groups of bars skipped, since ${dataFolder} is not there`)
} else {
  const bars: Bar[] = []
  const started = performance.now()
  for (const name of wanted) {
    const since = performance.now()
    const tell = (line: string): void => console.error(`${name}: ${line}`)
    const measured = (await barGroups[name]?.({ isQuick: values.quick, tell })) ?? []
    bars.push(...measured)
    tell(`${measured.length} bars in ${((performance.now() - since) / 1_000).toFixed(1)} s`)
  }
  for (const line of renderBars(bars)) console.log(line)
  const missed = bars.filter((bar) => verdictOf(bar) === '✗')
  const aims = bars.filter((bar) => verdictOf(bar) === '✓')
  const seconds = (performance.now() - started) / 1_000
  console.log(`${bars.length} bars in ${seconds.toFixed(0)} s: ${bars.length - missed.length} musts and ${aims.length} aims hold`)
  if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify({ isQuick: values.quick, seconds, bars }, undefined, 2)}\n`)
  if (missed.length > 0) process.exitCode = 1
}
