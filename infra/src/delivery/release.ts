import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Argument, Command } from 'commander'
import { readSupergraph } from '@hemisphere/schema/supergraph.ts'
import { z } from 'zod'
import { releaseAlarmName } from './delivery-names.ts'
import { edgeRegion } from '../edge/edge-region.ts'
import { releaseMetricName, releaseMetricNamespace } from './release-metric.ts'
import { createAwsAccess, options } from './steps/aws-cli.ts'
import { checkOperations } from './steps/check-operations.ts'
import { edgeSettingsSchema } from './steps/edge-settings.ts'
import { mapKeySchema, publicMapKeySchema } from './steps/map-key.ts'
import { probeRegion } from './steps/probe.ts'
import { offerOriginVerify, takeOriginVerify } from './steps/rotate-origin-verify.ts'
import { readRegionStates } from './steps/read-region-states.ts'
import { runMigrations, type MigrationPhase } from './steps/run-migrations.ts'
import { deployArguments, readStacks, selectStacks } from './steps/select-stacks.ts'
import { signAssembly, verifyAssembly } from './steps/sign-assembly.ts'
import { alarmReader, watchRelease } from './steps/watch-release.ts'

/** `node infra/src/delivery/release.ts`: the steps of the pipeline, one command each, as its builds run them. */
const command = new Command('release').description('Steps of a release, run by the pipeline.')
const access = createAwsAccess(process.env)
const tell = (line: string): void => void process.stdout.write(`${line}\n`)
const version = process.env['HEMISPHERE_VERSION']

const secretText = z.object({ SecretString: z.string() })
const parameterText = z.object({ Parameter: z.object({ Value: z.string() }) })

async function readSecretText(secretId: string): Promise<string> {
  return secretText.parse(await access.call(['secretsmanager', 'get-secret-value', ...options({ 'secret-id': secretId })])).SecretString
}

async function readSecret(secretId: string): Promise<unknown> {
  return JSON.parse(await readSecretText(secretId))
}

async function readParameter(name: string): Promise<string> {
  return parameterText.parse(await access.call(['ssm', 'get-parameter', ...options({ name })])).Parameter.Value
}

command
  .command('check-operations')
  .description('holds the supergraph to the operations that clients run')
  .argument('<folder>', 'registry of operations, one .graphql file each')
  .action(async (folder: string) => tell(await checkOperations(readSupergraph().full, folder)))

command
  .command('prepare-edge')
  .description('writes what the edge is signed with: user pools, companies, and the states of regions that it has now')
  .argument('<folder>')
  .requiredOption('--settings <secret>')
  .requiredOption('--states-role <arn>', 'role that the edge offers')
  .action(async (folder: string, { settings, statesRole }: { readonly settings: string; readonly statesRole: string }) => {
    const { userPools, companies, regionStatesArn: storeArn } = edgeSettingsSchema.parse(await readSecret(settings))
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'user-pools.json'), JSON.stringify(userPools))
    writeFileSync(join(folder, 'companies.json'), JSON.stringify(companies))
    const place = storeArn === undefined ? undefined : { region: edgeRegion, storeArn }
    const states = place === undefined ? undefined : await readRegionStates(await access.as(statesRole), place)
    if (states !== undefined) writeFileSync(join(folder, 'states'), states)
    tell(states === undefined ? 'no states of regions were published yet' : 'regions stay in the states that they have')
  })

command
  .command('sign-assembly')
  .description('signs every file of a synthesized assembly')
  .argument('<assembly>')
  .requiredOption('--key <secret>', 'private key, as a JWK')
  .action(async (assembly: string, { key }: { readonly key: string }) =>
    tell(`${await signAssembly(assembly, mapKeySchema.parse(await readSecret(key)))} files are signed`),
  )

command
  .command('verify-assembly')
  .description('refuses an assembly that is not, file for file, what was signed')
  .argument('<assembly>')
  .requiredOption('--public-key <parameter>', 'public key, as a JWK')
  .action(async (assembly: string, { publicKey }: { readonly publicKey: string }) => {
    await verifyAssembly(assembly, publicMapKeySchema.parse(JSON.parse(await readParameter(publicKey))))
    tell('the assembly is what was signed')
  })

command
  .command('deploy')
  .description('deploys one part of a stage of a synthesized assembly')
  .argument('<assembly>')
  .argument('<stage>', 'a zone, or edge')
  .argument('<part>', 'all, foundations, or a region')
  .requiredOption('--account <account>', 'the only account that may be deployed to')
  .option('--list', 'only says which stacks, in order', false)
  .action(
    async (assembly: string, stage: string, part: string, { account, list }: { readonly account: string; readonly list: boolean }) => {
      const wanted = part === 'all' || part === 'foundations' ? part : { region: part }
      const stacks = selectStacks(await readStacks(assembly, stage), wanted, account)
      for (const { path } of stacks) tell(path)
      if (list) return
      const { status, error } = spawnSync(join('node_modules', '.bin', 'cdk'), deployArguments(assembly, stacks), { stdio: 'inherit' })
      if (error !== undefined) throw error
      if (status !== 0) process.exitCode = 1
    },
  )

command
  .command('migrate')
  .description('runs the migrations of a region as tasks there')
  .addArgument(new Argument('<phase>').choices(['expand', 'contract']))
  .requiredOption('--role <arn>', 'role that the region offers')
  .requiredOption('--region <region>')
  .action(async (phase: MigrationPhase, { role, region }: { readonly role: string; readonly region: string }) => {
    if (version === undefined) throw new Error('HEMISPHERE_VERSION is not set, wanted the commit')
    await runMigrations({ aws: await access.as(role), region, phase, version, tell })
  })

const looksAMinute = 2
const probeClientsSchema = z.record(z.string(), z.object({ tokenUrl: z.url(), clientId: z.string(), clientSecret: z.string() }))

interface WatchOptions {
  readonly role: string
  readonly url: string
  readonly clients: string
  readonly minutes: string
}

command
  .command('watch')
  .description('probes a region and looks at its alarm for the bake time')
  .argument('<region>')
  .requiredOption('--role <arn>', 'role that the zone offers')
  .requiredOption('--url <url>', 'address of the graph')
  .requiredOption('--clients <secret>', 'probe clients by region')
  .requiredOption('--minutes <minutes>', 'bake time')
  .action(async (region: string, { role, url, clients, minutes }: WatchOptions) => {
    const client = probeClientsSchema.parse(await readSecret(clients))[region]
    if (client === undefined) tell(`no probe client of ${region} is set: its alarm alone is looked at`)
    const aws = await access.as(role)
    await watchRelease({
      probe: async () => (client === undefined ? undefined : probeRegion({ url, region, client, fetch, timeoutMs: 10_000 })),
      readAlarm: alarmReader(aws, { region, name: releaseAlarmName(region) }),
      report: async (isFaulty) => {
        const metric = { namespace: releaseMetricNamespace, 'metric-name': releaseMetricName, dimensions: `Region=${region}` }
        await access.call(['cloudwatch', 'put-metric-data', ...options({ ...metric, value: isFaulty ? '1' : '0' })])
      },
      looks: z.coerce.number().int().min(1).parse(minutes) * looksAMinute,
      faultsAllowed: 1,
      untilNext: () => delay(60_000 / looksAMinute),
      tell,
    })
  })

interface OriginVerifyOptions {
  readonly zoneRole: string
  readonly zoneRegion: string
  readonly zoneSecret: string
  readonly edgeRole: string
  readonly edgeRegion: string
  readonly edgeSecret: string
  readonly seed: string
  readonly memory: string
  readonly release: string
}

command
  .command('origin-verify')
  .description('rotates the secret by which a zone knows the edge: first offered to the zone, then taken by the edge')
  .addArgument(new Argument('<half>').choices(['offer', 'take']))
  .requiredOption('--release <id>')
  .requiredOption('--seed <secret>')
  .requiredOption('--memory <parameter>')
  .requiredOption('--zone-role <arn>')
  .requiredOption('--zone-region <region>')
  .requiredOption('--zone-secret <secret>')
  .requiredOption('--edge-role <arn>')
  .requiredOption('--edge-region <region>')
  .requiredOption('--edge-secret <secret>')
  .action(async (half: 'offer' | 'take', given: OriginVerifyOptions) => {
    const rotate = half === 'offer' ? offerOriginVerify : takeOriginVerify
    await rotate({
      zone: { aws: await access.as(given.zoneRole), region: given.zoneRegion, secretId: given.zoneSecret },
      edge: { aws: await access.as(given.edgeRole), region: given.edgeRegion, secretId: given.edgeSecret },
      seed: await readSecretText(given.seed),
      memory: {
        read: () => readParameter(given.memory),
        write: async (value) =>
          void (await access.call(['ssm', 'put-parameter', '--overwrite', ...options({ name: given.memory, type: 'String', value })])),
      },
      releaseId: given.release,
      tell,
    })
  })

await command.parseAsync()
