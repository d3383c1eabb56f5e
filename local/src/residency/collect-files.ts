import { open, readdir, readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { z } from 'zod'
import { logLines } from '../drill/log-lines.ts'
import { hasCode } from '../world/file-text.ts'
import { regions } from '@hemisphere/topology/regions.ts'
import type { Finding, FindingKind, NameKind, Place } from './evidence.ts'
import { placeOf, placeOfFile } from './file-place.ts'
import type { LookBook } from './look-book.ts'
import { hashesIn, type FindTenants } from './tenant-names.ts'

export interface FilesLook {
  readonly book: LookBook
  /** Of the world's state. PostgreSQL's files in it are looked at by their servers. */
  readonly folder: string
  readonly find: FindTenants
  readonly knownHashes: ReadonlySet<string>
}

/** Looked at by their servers, and program text as Node.js has compiled it. */
const passedOver: ReadonlySet<string> = new Set(['postgres', 'compile-cache'])
/** What is compressed or a dump can't be searched as text; the first bytes tell (gzip, zstd, PostgreSQL's and Redis' own, zip). */
const closedForms: readonly Buffer[] = [
  Buffer.from([0x1f, 0x8b]),
  Buffer.from([0x28, 0xb5, 0x2f, 0xfd]),
  Buffer.from('PGDMP'),
  Buffer.from('REDIS'),
  Buffer.from('PK\x03\x04'),
]

/** Every file of the state folder, line by line or entry by entry, with the tenants that it names; its own name is looked at, too. */
export async function collectFiles(look: FilesLook): Promise<readonly Finding[]> {
  const findings: Finding[] = []
  for (const path of await listFiles(look)) findings.push(...(await collectFile(look, path)))
  return findings
}

async function listFiles({ book, folder }: FilesLook): Promise<readonly string[]> {
  return book.look(
    {
      store: 'state folder',
      region: undefined,
      how: `find ${folder} -type f ${[...passedOver].map((name) => `-not -path '${folder}/${name}/*'`).join(' ')}`,
    },
    async () => {
      const top = (await readdir(folder, { withFileTypes: true })).filter(({ name }) => !passedOver.has(name))
      const lists = top.map(async (entry) => {
        const path = join(folder, entry.name)
        if (!entry.isDirectory()) return entry.isFile() ? [path] : []
        const inside = await readdir(path, { recursive: true, withFileTypes: true })
        return inside.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name))
      })
      const result = (await Promise.all(lists)).flat().map((path) => relative(folder, path).split(sep).join('/'))
      return { found: result.length, result: result.toSorted() }
    },
    [],
  )
}

async function collectFile(look: FilesLook, path: string): Promise<readonly Finding[]> {
  const place = placeOfFile(path)
  const kind = kindOf(path)
  const region = place.kind === 'region' ? place.region : undefined
  return look.book.look(
    { store: path, region, how: howOf(path) },
    async (number) => {
      const tally = createTally({ kind, store: path, look: number })
      for (const [tenantId, names] of look.find(path)) tally.add({ tenantId, place, item: 'name of the file', bytes: undefined, names })
      try {
        await refuseClosed(join(look.folder, path))
        if (kind === 'secret') await readSecrets(look, path, tally)
        else if (kind === 'account') await readEntries(look, path, place, tally)
        else await readLines(look, path, place, tally)
      } catch (error) {
        // Removed since it was listed.
        if (!hasCode(error, 'ENOENT')) throw error
      }
      const result = tally.findings()
      return { found: result.reduce((sum, { count }) => sum + count, 0), result }
    },
    [],
  )
}

function kindOf(path: string): FindingKind {
  if (path.startsWith('logs/')) return 'log line'
  if (path.startsWith('issuers/') && path.endsWith('.json')) return 'account'
  return path === 'secrets.json' ? 'secret' : 'file'
}

function howOf(path: string): string {
  if (kindOf(path) === 'account') return `each entry of ${path} that names a tenant, one of its people or clients`
  if (kindOf(path) === 'secret') return `each secret of each region in ${path} that names a tenant, one of its people or clients`
  return `each line of ${path} that names a tenant by id, log hash, short name or name, or one of its people or clients`
}

async function refuseClosed(path: string): Promise<void> {
  await using file = await open(path)
  const start = Buffer.alloc(8)
  await file.read(start, 0, start.length, 0)
  if (closedForms.some((form) => start.subarray(0, form.length).equals(form)))
    throw new Error('it is compressed or a dump, and can not be looked into')
}

async function readLines({ folder, find, knownHashes }: FilesLook, path: string, place: Place, tally: Tally): Promise<void> {
  const isLog = path.startsWith('logs/')
  for await (const line of logLines({ file: join(folder, path) })) {
    // Either of the two speaks against a line: the file that has it, or the region that it names.
    const at = isLog ? placeOfLine(line, place) : place
    const bytes = Buffer.byteLength(line) + 1
    for (const [tenantId, names] of find(line)) tally.add({ tenantId, place: at, item: itemOf(path, names), bytes, names })
    if (!isLog) continue
    for (const hash of hashesIn(line)) {
      if (!knownHashes.has(hash))
        tally.add({ tenantId: undefined, place: at, item: 'hash of no tenant that a directory knows', bytes, names: ['log hash'] })
    }
  }
}

function itemOf(path: string, names: ReadonlySet<NameKind>): string {
  const by = [...names].toSorted().join(', ')
  return path.startsWith('logs/') ? `lines that name it by ${by}` : `text that names it by ${by}`
}

function placeOfLine(line: string, place: Place): Place {
  const named = /"region":"([a-z0-9-]+)"/.exec(line)?.[1]
  const region = regions.find(({ name }) => name === named)
  if (region === undefined || (place.kind === 'region' && place.zone === region.zone)) return place
  return place.kind === 'region' ? { kind: 'unknown' } : placeOf(region.name)
}

const collection = z.union([z.array(z.unknown()), z.record(z.string(), z.unknown())])

/** What an issuer keeps: collections of people, clients, sessions and grants. */
async function readEntries({ folder, find }: FilesLook, path: string, place: Place, tally: Tally): Promise<void> {
  const stored = z.record(z.string(), z.unknown()).parse(JSON.parse(await readFile(join(folder, path), 'utf8')))
  for (const [item, value] of Object.entries(stored)) {
    const entries = collection.safeParse(value).data
    for (const entry of entries === undefined ? [value] : Object.entries(entries)) {
      const text = JSON.stringify(entry)
      for (const [tenantId, names] of find(text)) tally.add({ tenantId, place, item, bytes: Buffer.byteLength(text), names })
    }
  }
}

/** Secrets lie by region. Their values stay where they are: only what they name is counted. */
async function readSecrets({ folder, find }: FilesLook, path: string, tally: Tally): Promise<void> {
  const stored = z.record(z.string(), z.record(z.string(), z.unknown())).parse(JSON.parse(await readFile(join(folder, path), 'utf8')))
  for (const [region, secrets] of Object.entries(stored)) {
    const plan = regions.find(({ name }) => name === region)
    const place: Place = plan === undefined ? { kind: 'unknown' } : placeOf(plan.name)
    for (const entry of Object.entries(secrets)) {
      const text = JSON.stringify(entry)
      for (const [tenantId, names] of find(text))
        tally.add({ tenantId, place, item: `secrets of ${region}`, bytes: Buffer.byteLength(text), names })
    }
  }
}

interface Named {
  readonly tenantId: string | undefined
  readonly place: Place
  readonly item: string
  readonly bytes: number | undefined
  readonly names: Iterable<NameKind>
}

interface Tally {
  add(named: Named): void
  findings(): readonly Finding[]
}

/** One finding for all that lies in one place and names one tenant in one way. */
function createTally(base: Pick<Finding, 'kind' | 'store' | 'look'>): Tally {
  const findings = new Map<string, Finding>()
  return {
    add({ tenantId, place, item, bytes, names }) {
      const key = JSON.stringify([tenantId, place, item])
      const known = findings.get(key)
      findings.set(key, {
        ...base,
        tenantId,
        place,
        item,
        count: (known?.count ?? 0) + 1,
        bytes: bytes === undefined ? known?.bytes : (known?.bytes ?? 0) + bytes,
        names: [...new Set([...(known?.names ?? []), ...names])],
      })
    },
    findings: () => [...findings.values()],
  }
}
