import { execFile } from 'node:child_process'
import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { seal } from '@hemisphere/gateway/session/sealed-text.ts'
import { deriveSessionKey } from '@hemisphere/gateway/session/session-keys.ts'
import { tenantHash } from '@hemisphere/kit/log.ts'
import { lookEverywhere } from '@hemisphere/local/residency/look-everywhere.ts'
import { makeReport, type ResidencyReport } from '@hemisphere/local/residency/report.ts'
import { openSecretStore } from '@hemisphere/local/secrets/secret-store.ts'
import { stateFolderAt } from '@hemisphere/local/world/state-folder.ts'
import { secretIds } from '@hemisphere/local/world/secret-ids.ts'
import { tenantIdOf } from '@hemisphere/local/world/tenants.ts'
import { afterEach, beforeAll, describe, expect, inject, test } from 'vitest'
import { z } from 'zod'
import { walkingSkeletonHead } from './support/documents.ts'
import { ask } from './support/graph.ts'
import { asAdministrator, onRedis } from './support/stores.ts'
import { userToken } from './support/tokens.ts'

const run = promisify(execFile)
const command = join(import.meta.dirname, '..', 'src', 'residency-report.ts')
const nordhem = tenantIdOf('nordhem')
const state = stateFolderAt(inject('world').stateFolder)

async function look(): Promise<ResidencyReport> {
  const secrets = await openSecretStore(state.secrets, Date.now)
  return makeReport(await lookEverywhere({ state, secrets, now: Date.now, tell: () => undefined }))
}

/** `npm run residency-report`, whatever it ends with. */
async function runCommand(out: string): Promise<{ readonly code: number; readonly stdout: string }> {
  return run(process.execPath, [command, '--state', state.path, '--out', out]).then(
    ({ stdout }) => ({ code: 0, stdout }),
    (error: unknown) => z.object({ code: z.number(), stdout: z.string() }).parse(error),
  )
}

const violationsOf = ({ violations }: ResidencyReport) => violations.map(({ tenantId, what, where }) => ({ tenantId, what, where }))

beforeAll(async () => {
  // Something of everything: a sign-in, permissions in the cache, a line in a log.
  for (const tenant of ['nordhem', 'harbor-thread']) {
    await ask({ query: walkingSkeletonHead, token: await userToken(`planner@${tenant}.example`) })
  }
})

test('the report of a world holds, with each tenant in its own zone alone, and is written as page and data', async () => {
  const out = await mkdtemp(join(tmpdir(), 'hemisphere-report-'))
  try {
    const { code, stdout } = await runCommand(out)
    expect(stdout).toContain('HOLDS')
    expect(code).toBe(0)
    expect(await readFile(join(out, 'residency-report.html'), 'utf8')).toContain('is in its own zone')
    const report: unknown = JSON.parse(await readFile(join(out, 'residency-report.json'), 'utf8'))
    expect(report).toMatchObject({ outcome: 'holds', violations: [], failedLooks: [] })
  } finally {
    await rm(out, { recursive: true })
  }
})

test('rows are found in the writer and in the replica, people at the issuer, files of databases, and the short name at the edge', async () => {
  const report = await look()
  expect(report.failedLooks).toEqual([])
  const { findings = [] } = report.tenants.find(({ slug }) => slug === 'nordhem') ?? {}
  const found = findings.map(({ kind, store, item, verdict }) => `${kind}, ${store}, ${item}: ${verdict}`)
  expect(found).toEqual(
    expect.arrayContaining([
      'row, home-eu-west-1 in eu-west-1, store.store: home',
      'row, home-eu-west-1 in eu-central-1, store.store: home',
      'directory row, directory-eu in eu-central-1, directory.app_user: zone',
      'account, issuers/eu/user-pool.json, users: zone',
      'log line, logs/eu-west-1.log, lines that name it by log hash: zone',
      'database files, files of home-eu-west-1 in eu-west-1, the writer that runs: zone',
      'file, bundles/edge-router.mjs, text that names it by slug: exception',
    ]),
  )
  expect(report.servers).toHaveLength(12)
  expect(report.caches).toHaveLength(8)
  expect(report.links.filter(({ what }) => what.startsWith('write-ahead log'))).toHaveLength(6)
})

describe('of what is planted in another zone', () => {
  const planted: (() => Promise<unknown>)[] = []

  afterEach(async () => {
    for (const remove of planted.splice(0)) await remove()
  })

  test('a row in a table that nobody knew of is found in the writer and in its replica', async () => {
    await asAdministrator('home-us-east-1', 'us-east-1', (admin) =>
      admin.query(`create table public.scratch as select $1::uuid as tenant_id, 'sales of Dublin' as text`, [nordhem]),
    )
    planted.push(() => asAdministrator('home-us-east-1', 'us-east-1', (admin) => admin.query('drop table public.scratch')))
    // The replica has it as soon as it has replayed.
    await expect
      .poll(async () => violationsOf(await look()), { timeout: 60_000 })
      .toEqual(
        expect.arrayContaining([
          { tenantId: nordhem, what: '1 × row: public.scratch', where: 'home-us-east-1 in us-east-1, zone us (us-east-1)' },
          { tenantId: nordhem, what: '1 × row: public.scratch', where: 'home-us-east-1 in us-west-2, zone us (us-west-2)' },
          // The files of these servers hold something of the tenant by now.
          {
            tenantId: nordhem,
            what: '1 × database files: the writer that runs',
            where: 'files of home-us-east-1 in us-east-1, zone us (us-east-1)',
          },
        ]),
      )
  })

  test('a job that names the tenant in its payload alone is found', async () => {
    const payload = JSON.stringify({ tenantId: nordhem, runId: nordhem })
    await asAdministrator('home-us-west-2', 'us-west-2', (admin) =>
      admin.query(
        `select forecasting_jobs.add_job('residency-test', $1::json, run_at => now() + interval '1 day', job_key => 'residency-test')`,
        [payload],
      ),
    )
    planted.push(() =>
      asAdministrator('home-us-west-2', 'us-west-2', (admin) => admin.query(`select forecasting_jobs.remove_job('residency-test')`)),
    )
    const violations = violationsOf(await look())
    expect(violations).toContainEqual({
      tenantId: nordhem,
      what: '1 × job: forecasting_jobs._private_jobs',
      where: 'home-us-west-2 in us-west-2, zone us (us-west-2)',
    })
  })

  test('a key of the tenant is found, under whatever zone it goes', async () => {
    const keys = [`us:${nordhem}:graph`, 'eu:nobody:graph']
    for (const key of keys) await onRedis('us-west-2', 'redis', ['SET', key, 'x'])
    planted.push(() => onRedis('us-west-2', 'redis', ['DEL', ...keys]))
    expect(violationsOf(await look())).toEqual(
      expect.arrayContaining([
        { tenantId: nordhem, what: '1 × cache key: us:*:graph', where: 'cache of us-west-2, zone us (us-west-2)' },
        { tenantId: undefined, what: '1 × cache key: eu:nobody:graph', where: 'cache of us-west-2, zone us (us-west-2)' },
      ]),
    )
  })

  test('a sealed session is known by the tenant in it, and told where it is not of the zone', async () => {
    const secrets = await openSecretStore(state.secrets, Date.now)
    const sealingKey = deriveSessionKey(Buffer.from(secrets.get('eu-west-1', secretIds.sessionKey), 'base64url'))
    const key = 'eu:session:0123456789abcdef0123456789abcdef'
    const sealed = seal(JSON.stringify({ tenantId: nordhem }), sealingKey, key)
    for (const region of ['eu-west-1', 'us-east-1'] as const) {
      await onRedis(region, 'sessions', ['SET', key, sealed])
      planted.push(() => onRedis(region, 'sessions', ['DEL', key]))
    }
    const report = await look()
    expect(violationsOf(report)).toContainEqual({
      tenantId: nordhem,
      what: '1 × session: eu:session:*',
      where: 'sessions of us-east-1, zone us (us-east-1)',
    })
    const { findings = [] } = report.tenants.find(({ slug }) => slug === 'nordhem') ?? {}
    expect(findings).toContainEqual(expect.objectContaining({ kind: 'session', store: 'sessions of eu-west-1', count: 1, verdict: 'zone' }))
  })

  test('a line in a log is found by the hash of the tenant', async () => {
    const file = join(state.logs, 'us-east-1-planted.log')
    await appendFile(
      file,
      `${JSON.stringify({ level: 30, service: 'worker', region: 'us-east-1', tenant: tenantHash(nordhem), msg: 'planted' })}\n`,
    )
    planted.push(() => rm(file))
    expect(violationsOf(await look())).toEqual([
      { tenantId: nordhem, what: '1 × log line: lines that name it by log hash', where: 'logs/us-east-1-planted.log, zone us (us-east-1)' },
    ])
  })

  test('a file with an unknown place is found by its name, and the command fails', async () => {
    const file = join(state.path, 'nordhem-export.csv')
    await appendFile(file, 'Day,Article\n')
    planted.push(() => rm(file))
    const out = join(state.path, 'residency-report')
    planted.push(() => rm(out, { recursive: true }))
    const { code, stdout } = await runCommand(out)
    expect(stdout).toContain('VIOLATION  nordhem: 1 × file: name of the file')
    expect(code).toBe(1)
  })

  test('nothing is found any more once it is removed', async () => {
    await expect.poll(async () => (await look()).outcome, { timeout: 60_000 }).toBe('holds')
  })
})
