import { access } from 'node:fs/promises'
import { createPool } from '@hemisphere/kit/database.ts'
import { homeLoginId } from '@hemisphere/kit/home-database.ts'
import { readDatabaseSecret } from '@hemisphere/kit/secrets.ts'
import { Command, InvalidArgumentError, Option } from 'commander'
import { forecastAfterImport } from './import/forecast-after-import.ts'
import { fieldsOf, importKinds, type ImportKind } from './import/fields.ts'
import { createProgressLine } from './import/progress-line.ts'
import { runImport } from './import/run-import.ts'
import { findTenantHome } from './import/tenant-lookup.ts'
import { defaultBasePort, planPorts } from './world/ports.ts'
import { zones } from '@hemisphere/topology/regions.ts'

interface Options {
  readonly tenant: string
  readonly kind: ImportKind
  readonly map: ReadonlyMap<string, string>
  readonly set: ReadonlyMap<string, string>
  readonly rejects?: string
  readonly forecast: boolean
  readonly secrets: string
}

/** `npm run import -- --tenant nordhem --kind sales FILE`. Exit code 0: all stored; 2: some rows rejected; 1: nothing stored. */
const command = new Command('import')
  .description('Reads a CSV file (plain or gzip) into a tenant of the running world.')
  .argument('<file>', 'CSV file with a header line')
  .requiredOption('--tenant <slug>', 'tenant, such as nordhem')
  .addOption(new Option('--kind <kind>', 'what the file holds').choices(importKinds).makeOptionMandatory())
  .option('--map <field=column>', 'column of a field where the names differ; may be repeated', collectPair, new Map<string, string>())
  .option('--set <field=value>', 'value of a field for every row; may be repeated', collectPair, new Map<string, string>())
  .option('--rejects <file>', 'where rows at fault go (default: FILE.rejects.csv)')
  .option('--no-forecast', 'start no forecast run after sales')
  .option('--secrets <url>', 'Secrets Manager of the world', `http://127.0.0.1:${planPorts(defaultBasePort).secrets}`)
  .addHelpText('after', () => `\nFields (* must be given):\n${importKinds.map(describeKind).join('\n')}`)
  .action(main)

function describeKind(kind: ImportKind): string {
  const lines = fieldsOf[kind].map(({ name, about, required }) => `    ${required === true ? '*' : ' '} ${name.padEnd(15)} ${about}`)
  return `  ${kind}\n${lines.join('\n')}`
}

function collectPair(text: string, pairs: Map<string, string>): Map<string, string> {
  const at = text.indexOf('=')
  if (at < 1) throw new InvalidArgumentError(`got "${text}", wanted name=value`)
  return new Map(pairs).set(text.slice(0, at), text.slice(at + 1))
}

async function main(file: string, options: Options): Promise<void> {
  // The SDK signs every call; the world's Secrets Manager takes any key.
  process.env['AWS_ACCESS_KEY_ID'] ??= 'local'
  process.env['AWS_SECRET_ACCESS_KEY'] ??= 'local'
  await access(file).catch(() => {
    throw new Error(`there is no file ${file}`)
  })
  const home = await findTenantHome(
    options.tenant,
    zones.map((zone) => zone.directoryRegion),
    options.secrets,
  )
  if (home === undefined) throw new Error(`no zone knows a tenant "${options.tenant}"`)
  const { tenantId, region, secrets } = home
  const owner = options.kind === 'catalog' ? 'catalog' : 'store'
  const rejectFile = options.rejects ?? `${file}.rejects.csv`
  const progress = createProgressLine(process.stderr, Date.now)
  const pool = await createPool({
    login: () => readDatabaseSecret(secrets, homeLoginId(region, owner)),
    service: 'import',
    maxConnections: 2,
  })
  try {
    const { kind, map, set } = options
    const onProgress = (count: number): void => progress.show(`${file}: ${count.toLocaleString('en')} rows read`)
    const { storedCount, rejectCount, unusedColumns } = await runImport({ kind, file, tenantId, pool, map, set, rejectFile, onProgress })
    const unused = unusedColumns.length > 0 ? ` (columns not used: ${unusedColumns.join(', ')})` : ''
    progress.end(`${file}: ${storedCount.toLocaleString('en')} rows stored in ${region}${unused}`)
    if (rejectCount > 0) {
      process.stderr.write(`${rejectCount.toLocaleString('en')} rows are at fault and not stored; see ${rejectFile}\n`)
      process.exitCode = 2
    }
    if (kind === 'sales' && options.forecast && storedCount > 0) await forecastAfterImport({ tenantId, region, secrets, progress })
  } finally {
    await pool.end()
    secrets[Symbol.dispose]()
  }
}

try {
  await command.parseAsync()
} catch (error) {
  process.stderr.write(`import: ${explain(error)}\n`)
  process.exitCode = 1
}

function explain(error: unknown): string {
  if (error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED') return 'no world answers: start it with "npm start"'
  return error instanceof Error ? error.message : String(error)
}
