import { jobSchema } from '@hemisphere/forecasting/jobs/job-schema.ts'
import type pg from 'pg'
import { z } from 'zod'
import type { Finding, FindingKind } from './evidence.ts'
import { placeOf } from './file-place.ts'
import type { LookBook } from './look-book.ts'
import type { Member } from './members.ts'
import { longerWords, wordShape, type NamedTenant } from './tenant-names.ts'

const relationRow = z.object({ schema: z.string(), name: z.string(), has_tenant: z.boolean() })
const countRow = z.object({ tenant: z.string().nullable(), rows: z.number(), bytes: z.number() })

/** Every table, partition and materialised view that has rows of its own; what a replica can't hold is not asked of it. */
const relations = `select nspname as schema, quote_ident(nspname) || '.' || quote_ident(relname) as name,
  exists (select from pg_attribute where attrelid = relation.oid and attname = 'tenant_id' and not attisdropped) as has_tenant
from pg_class relation join pg_namespace on pg_namespace.oid = relnamespace
where relkind in ('r', 'm', 'f') and nspname !~ '^pg_' and nspname <> 'information_schema'
  and (relpersistence = 'p' or not pg_is_in_recovery())
order by name`

const databases = 'select datname from pg_database where datallowconn order by datname'
const undefinedTable = '42P01'

/** Counts rows and bytes of each tenant in every table of every database of a server, system tables apart. */
export async function collectRows(book: LookBook, member: Member, tenants: readonly NamedTenant[]): Promise<readonly Finding[]> {
  const { store, region, plan } = member
  const names = await book.look({ store, region, how: databases }, () => member.read(plan.dbname, listDatabases), [])
  const findings: Finding[] = []
  for (const name of names) {
    const where = name === plan.dbname ? store : `${store}, database ${name}`
    findings.push(
      ...(await book.look(
        { store: where, region, how: relations },
        () =>
          member.read(name, async (client) => {
            const { rows } = await client.query(relations)
            const isReplica = await isInRecovery(client)
            const tables = z.array(relationRow).parse(rows)
            const result: Finding[] = []
            for (const table of tables) result.push(...(await countTable({ book, member, where, client, tenants, isReplica }, table)))
            return { found: tables.length, result }
          }),
        [],
      )),
    )
  }
  return findings
}

interface TableLook {
  readonly book: LookBook
  readonly member: Member
  readonly where: string
  readonly client: pg.Client
  readonly tenants: readonly NamedTenant[]
  readonly isReplica: boolean
}

type Table = z.infer<typeof relationRow>

async function countTable(look: TableLook, table: Table): Promise<readonly Finding[]> {
  if (!table.has_tenant) return ask(look, table, searchQuery(table, ''), search(look.tenants))
  const counted = await ask(look, table, countQuery(table), [])
  if (!counted.some(({ tenantId }) => tenantId === undefined)) return counted
  // Rows whose tenant is null may name one elsewhere.
  const searched = await ask(look, table, searchQuery(table, ' where one.tenant_id is null'), search(look.tenants))
  return [...counted.filter(({ tenantId }) => tenantId !== undefined), ...searched]
}

async function ask(look: TableLook, table: Table, how: string, values: readonly unknown[]): Promise<readonly Finding[]> {
  const { book, member, where, client, isReplica } = look
  return book.look(
    { store: where, region: member.region, how },
    async (number) => {
      const rows = await queryUnlessGone(client, how, values)
      const result = z
        .array(countRow)
        .parse(rows)
        .map(({ tenant, rows: count, bytes }): Finding => ({
          kind: kindOf(table, member),
          tenantId: tenant ?? undefined,
          place: placeOf(member.region),
          store: where,
          item: table.name,
          count,
          bytes,
          home: member.plan.home,
          member: isReplica ? 'replica' : 'writer',
          names: [],
          look: number,
        }))
      return { found: result.reduce((sum, { count }) => sum + count, 0), result }
    },
    [],
  )
}

function countQuery({ name }: Table): string {
  return `select tenant_id::text as tenant, count(*)::float8 as rows, sum(pg_column_size(one.*))::float8 as bytes from only ${name} one group by 1 order by 1`
}

/** For tables without a tenant: which tenants' id, short name or name is anywhere in a row, once longer names of others are cut out. */
function searchQuery({ name }: Table, condition: string): string {
  return `select tenant, count(*)::float8 as rows, sum(pg_column_size(one.*))::float8 as bytes
    from only ${name} one join unnest($1::text[], $2::text[], $3::text[]) named (tenant, words, longer)
      on case longer when '' then one::text else regexp_replace(one::text, longer, ' ', 'gi') end ~* words${condition} group by 1 order by 1`
}

function search(tenants: readonly NamedTenant[]): readonly unknown[] {
  const longer = tenants.map((tenant) => longerWords(tenant, tenants))
  return [
    tenants.map(({ id }) => id),
    tenants.map(({ id, slug, name }) => forPostgres(wordShape([id, slug, name]))),
    longer.map((words) => (words.length === 0 ? '' : forPostgres(wordShape(words)))),
  ]
}

/** RegExp.escape writes characters as \xhh; PostgreSQL takes more digits than two after it. */
function forPostgres(shape: string): string {
  return shape.replaceAll(/\\x([0-9a-f]{2})/g, String.raw`\u00$1`)
}

async function queryUnlessGone(client: pg.Client, how: string, values: readonly unknown[]): Promise<readonly unknown[]> {
  try {
    return (await client.query(how, [...values])).rows
  } catch (error) {
    // Dropped since the list of tables was made: it has no rows any more.
    if (error instanceof Error && 'code' in error && error.code === undefinedTable) return []
    throw error
  }
}

function kindOf({ schema }: Table, { plan }: Member): FindingKind {
  if (schema === 'ops') return 'placement'
  if (schema === jobSchema) return 'job'
  return plan.home === undefined ? 'directory row' : 'row'
}

async function isInRecovery(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query('select pg_is_in_recovery() as yes')
  return z.tuple([z.object({ yes: z.boolean() })]).parse(rows)[0].yes
}

async function listDatabases(client: pg.Client) {
  const { rows } = await client.query(databases)
  const result = z
    .array(z.object({ datname: z.string() }))
    .parse(rows)
    .map(({ datname }) => datname)
  return { found: result.length, result }
}
