import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { findBreakingChanges } from './breaking-changes.ts'
import { composeSupergraph } from './compose-supergraph.ts'
import { lintSdl } from './lint-sdl.ts'
import { readSubgraphSdls } from './read-sdl.ts'
import { stripSupergraph } from './strip-supergraph.ts'

const run = promisify(execFile)
const folder = fileURLToPath(new URL('..', import.meta.url))
const file = 'schema/supergraph.graphql'

/** The supergraph before the change at hand: the committed one when the work tree differs from it, else the one before the last commit that changed it. */
async function readBaseline(current: string): Promise<string | undefined> {
  const committed = await readAt('HEAD')
  if (committed !== undefined && committed !== current) return committed
  const { stdout } = await git('log', '--format=%H', '-n', '2', '--', file)
  const [, before] = stdout.trim().split('\n')
  return before === undefined ? undefined : readAt(before)
}

async function readAt(revision: string): Promise<string | undefined> {
  const known = await git('ls-tree', revision, '--', file)
  return known.stdout === '' ? undefined : (await git('show', `${revision}:${file}`)).stdout
}

function git(...args: string[]): Promise<{ stdout: string }> {
  return run('git', ['-C', `${folder}/..`, ...args], { maxBuffer: 64 * 1024 * 1024 })
}

const sdls = readSubgraphSdls()
const full = composeSupergraph(sdls)
const faults = Object.entries(sdls).flatMap(([name, sdl]) => lintSdl(name, sdl))
for (const [name, wanted] of [
  ['supergraph.graphql', full],
  ['supergraph.gateway.graphql', stripSupergraph(full)],
] as const) {
  if (readFileSync(`${folder}/${name}`, 'utf8') !== wanted)
    faults.push(`schema/${name} is not what the subgraphs compose to: run "npm run compose"`)
}
const baseline = await readBaseline(full)
if (baseline !== undefined) faults.push(...(await findBreakingChanges(baseline, full)).map((change) => `breaking change: ${change}`))

if (faults.length > 0) {
  console.error(faults.join('\n'))
  process.exitCode = 1
} else {
  const against = baseline === undefined ? 'no earlier supergraph to compare with' : 'no breaking change'
  console.log(`schema: ${Object.keys(sdls).length} subgraphs compose, are linted, and match what is committed; ${against}`)
}
