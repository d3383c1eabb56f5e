import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import { Command, InvalidArgumentError } from 'commander'

interface Options {
  readonly fresh: boolean
  readonly port: number
  readonly state: string
  readonly scale: number
}

/** `npm start`: brings the world up on this machine and keeps it until Ctrl-C. Exit code 0: stopped as asked; 1: could not start, or lost a process. */
const command = new Command('start')
  .description('Runs Hemisphere on this machine: four regions, two issuers and the edge, with demo data.')
  .option('--fresh', 'begin anew: remove what earlier starts have kept', false)
  .option('--port <port>', 'port of the edge, from which all others are counted; 0 takes free ones', parsePort, 4000)
  .option('--scale <share>', 'share of the demo assortment, for a faster first start', parseScale, 1)
  .option('--state <folder>', 'where everything is kept', join(import.meta.dirname, '..', '..', '.hemisphere'))
  .action(async ({ fresh, port, state, scale }: Options) => {
    // Loaded late, so that what is loaded is compiled once and not at every start.
    enableCompileCache(join(state, 'compile-cache'))
    const { runWorld } = await import('./world/run-world.ts')
    process.exitCode = await runWorld({ fresh, port, state, scale, environment: process.env, output: process.stdout })
  })

function parsePort(text: string): number {
  const port = Number(text)
  if (!Number.isInteger(port) || port < 0 || port > 65_000) throw new InvalidArgumentError('wanted a whole number from 0 to 65000')
  return port
}

function parseScale(text: string): number {
  const scale = Number(text)
  if (!(scale > 0 && scale <= 1)) throw new InvalidArgumentError('wanted a share above 0, at most 1')
  return scale
}

await command.parseAsync()
