import { join } from 'node:path'
import { Argument, Command } from 'commander'
import { describePromoted } from '@hemisphere/operate/describe-promoted.ts'
import { NoWorldError } from './control/control-client.ts'
import { moveWorldTenant } from './operator/move-world-tenant.ts'
import { openOperator, type Operator } from './operator/operator.ts'
import { promoteRegion, takeOverRegion } from './operator/promote-region.ts'
import { promoteSessions } from './operator/promote-sessions.ts'
import { regionDown, regionUp } from './operator/region-down.ts'
import { describeWorld } from './operator/region-status.ts'
import { regionNamed, regions } from '@hemisphere/topology/regions.ts'

/** `npm run region -- status | down | up | promote | promote-sessions | fence | move-tenant`: what a runbook does to regions, on this machine's world. */
const command = new Command('region')
  .description('Shows and changes which region serves what, in the world that runs.')
  .option('--state <folder>', 'where the world is kept', join(import.meta.dirname, '..', '..', '.hemisphere'))

// Whoever reads no further, such as `head`, has seen enough.
process.stdout.on('error', () => process.exit())
const tell = (line: string): void => void process.stdout.write(`${line}\n`)
const regionArgument = (): Argument => new Argument('<region>', 'such as eu-west-1').choices(regions.map(({ name }) => name))

command
  .command('status')
  .description('which region runs, who holds which writer, and how far replicas are')
  .action(() => withOperator(async (operator) => (await describeWorld(operator, Date.now)).forEach(tell)))

command
  .command('down')
  .description('ends everything in a region at once, as if it were lost')
  .addArgument(regionArgument())
  .action((region: string) =>
    withOperator(async (operator) => {
      await regionDown(operator, regionNamed(region).name)
      tell(`${region} is down; its buddy reads for it. Writes come back with: npm run region -- promote ${region}`)
    }),
  )

command
  .command('up')
  .description('brings a region up again; a writer that went elsewhere meanwhile comes back as its replica')
  .addArgument(regionArgument())
  .action((region: string) =>
    withOperator(async (operator) => {
      await regionUp(operator, regionNamed(region).name)
      tell(`${region} is up`)
    }),
  )

command
  .command('promote')
  .description('moves the writer of a home region to its buddy, or back; nothing is lost when the old writer answers')
  .addArgument(regionArgument())
  .option('--back', 'to the home region itself', false)
  .action((region: string, { back }: { readonly back: boolean }) =>
    withOperator(async (operator) => {
      const home = regionNamed(region).name
      const promoted = await promoteRegion(operator, { home, to: back ? home : takeOverRegion(home), tell, now: Date.now })
      promoted.map(describePromoted).forEach(tell)
    }),
  )

command
  .command('promote-sessions')
  .description('moves the primary of the sessions to a region of their zone; nobody is signed out when the old primary answers')
  .addArgument(regionArgument())
  .action((region: string) =>
    withOperator(async (operator) => {
      const { name: to, zone } = regionNamed(region)
      if (!(await promoteSessions(operator, { zone, to, tell }))) tell(`the sessions of ${zone} have their primary in ${to} already`)
    }),
  )

command
  .command('fence')
  .description('what the edge does with a home region: active serves, draining refuses writes, fenced sends nobody there')
  .addArgument(regionArgument())
  .addArgument(new Argument('[state]').choices(['active', 'draining', 'fenced']).default('fenced'))
  .action((region: string, state: 'active' | 'draining' | 'fenced') =>
    withOperator(async (operator) => {
      await operator.publish(regionNamed(region).name, { state })
      tell(`the edge knows ${region} as ${state}`)
    }),
  )

command
  .command('move-tenant')
  .description('moves a tenant to another home region of its zone')
  .argument('<tenant>', 'such as nordhem')
  .addArgument(regionArgument())
  .action((slug: string, region: string) =>
    withOperator(async (operator) => {
      const moved = await moveWorldTenant(operator, { slug, to: region, tell, now: Date.now })
      tell(`${slug} is at home in ${region}, epoch ${moved.epoch}; its clients get fresh tokens as they ask`)
    }),
  )

async function withOperator(work: (operator: Operator) => Promise<void>): Promise<void> {
  await using operator = await openOperator(command.opts<{ readonly state: string }>().state, Date.now)
  await work(operator)
}

try {
  await command.parseAsync()
} catch (error) {
  if (!(error instanceof Error)) throw error
  process.stderr.write(`region: ${error.message}\n`)
  if (!(error instanceof NoWorldError) && error.cause instanceof Error) process.stderr.write(`  ${error.cause.message}\n`)
  process.exitCode = 1
}
