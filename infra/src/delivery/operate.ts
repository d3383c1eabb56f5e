import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { faultText } from '@hemisphere/migrations/fault-text.ts'
import { parseOrder } from '@hemisphere/operate/order.ts'
import { Argument, Command } from 'commander'
import { deploymentFile, readDeployment } from '../read-deployment.ts'
import { createAwsAccess } from './steps/aws-cli.ts'
import { regionFor, regionOfZone, zoneOfAccount } from './steps/choose-place.ts'
import { fenceRegion, giveOrder, type Operation } from './steps/give-order.ts'

/** `node infra/src/delivery/operate.ts`: what a runbook does to regions, on AWS; `npm run region` does it on one machine. */
const command = new Command('operate')
  .description('Gives orders to a zone, and tells the edge what came of them. Needs credentials that may take on role hemisphere-operator.')
  .requiredOption('--account <account>', 'of the zone: no other is touched')
  .option('--region <region>', 'where the task runs; unless said, a region that is left')
const lookMs = 5_000

interface Given {
  readonly account: string
  readonly region?: string
}

const deployment = readDeployment({ file: deploymentFile, version: undefined })

/** Calls begin in the region that the task runs in: the one that they would begin in may be lost. */
function operationFor(zone: string, region: string): Operation {
  return {
    deployment,
    zone,
    access: createAwsAccess({ ...process.env, AWS_REGION: region, AWS_DEFAULT_REGION: region }),
    tell: (line) => void process.stdout.write(`${line}\n`),
    pause: () => delay(lookMs),
    now: Date.now,
  }
}

async function give(value: (zone: string) => unknown): Promise<void> {
  const { account, region: chosen } = command.opts<Given>()
  const zone = zoneOfAccount(deployment, account)
  const order = parseOrder(value(zone))
  const region = chosen === undefined ? regionFor(order, deployment, zone) : regionOfZone(deployment, zone, chosen).name
  await giveOrder({ ...operationFor(zone, region), order, orderId: randomUUID(), region })
}

command
  .command('status')
  .description('who holds which writer of the zone, and how far replicas are')
  .action(() => give(() => ({ command: 'status' })))

command
  .command('promote')
  .description('moves the writer of a home to its buddy, or where it is told; nothing is lost when the old writer answers')
  .argument('<home>', 'such as eu-west-1')
  .option('--to <region>')
  .option('--back', 'to the home region itself', false)
  .action((home: string, { to, back }: { readonly to?: string; readonly back: boolean }) =>
    give((zone) => ({ command: 'promote', home, to: to ?? (back ? home : regionOfZone(deployment, zone, home).buddy) })),
  )

command
  .command('promote-sessions')
  .description("moves the primary of the zone's sessions to a region")
  .argument('<region>')
  .action((to: string) => give(() => ({ command: 'promote-sessions', to })))

command
  .command('move-tenant')
  .description('moves a tenant to another home region of its zone')
  .argument('<slug>', 'such as nordhem')
  .argument('<region>')
  .action((slug: string, to: string) => give(() => ({ command: 'move-tenant', slug, to })))

command
  .command('add-tenant')
  .description('makes a tenant, its people and its place at home; the same file again changes nothing')
  .argument('<file>', 'JSON: slug, name, homeRegion, currencyCode, timeZone, people, partner')
  .action((file: string) => give(() => ({ command: 'add-tenant', tenant: readJson(file) })))

command
  .command('fence')
  .description('what the edge does with a home: active serves, draining refuses writes, fenced sends nobody there')
  .argument('<home>')
  .addArgument(new Argument('[state]').choices(['active', 'draining', 'fenced']).default('fenced'))
  .action(async (home: string, state: 'active' | 'draining' | 'fenced') => {
    const { account, region } = command.opts<Given>()
    const zone = zoneOfAccount(deployment, account)
    const { buddy } = regionOfZone(deployment, zone, home)
    await fenceRegion(operationFor(zone, region ?? buddy), { region: home, state })
  })

function readJson(file: string): unknown {
  const text = readFileSync(file, 'utf8')
  try {
    return JSON.parse(text)
  } catch {
    // The parser's own message quotes the text, which names people: what comes of nothing is told by its place.
    return undefined
  }
}

try {
  await command.parseAsync()
} catch (error) {
  process.stderr.write(`operate: ${faultText(error)}\n`)
  process.exitCode = 1
}
