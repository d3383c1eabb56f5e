import { execFile } from 'node:child_process'
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { tenantHash } from '@hemisphere/kit/log.ts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { bookmarkLogs, watchOrigins, type LogBookmark, type OriginWatch, type WatchedRegion } from './origin-watch.ts'

const regions: readonly WatchedRegion[] = [
  { name: 'eu-west-1', zone: 'eu' },
  { name: 'eu-central-1', zone: 'eu' },
  { name: 'us-east-1', zone: 'us' },
]
const tenant = tenantHash('tenant-1')
const other = tenantHash('tenant-2')

let folder: string
let start: LogBookmark

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hemisphere-logs-'))
  for (const { name } of regions) await writeFile(join(folder, `${name}.log`), '')
  // From before the watch, when nothing else was there to see it.
  await log('us-east-1', { tenant })
  start = await bookmarkLogs(folder, regions)
})

afterEach(() => rm(folder, { recursive: true }))

function log(region: string, fields: object, message = 'operation', namedRegion = region): Promise<void> {
  const line = JSON.stringify({ level: 30, time: 0, service: 'gateway', region: namedRegion, ...fields, msg: message })
  return appendFile(join(folder, `${region}.log`), `${line}\n`)
}

async function watch(requestIds?: ReadonlySet<string>): Promise<OriginWatch> {
  const to = await bookmarkLogs(folder, regions)
  return watchOrigins({
    logFolder: folder,
    regions,
    from: start,
    to,
    tenant,
    zone: 'eu',
    ...(requestIds === undefined ? {} : { requestIds }),
  })
}

test('operations in both regions of the zone are counted', async () => {
  await log('eu-west-1', { tenant })
  await log('eu-central-1', { tenant })
  await log('eu-west-1', { tenant: other })
  await log('eu-west-1', { url: 'http://127.0.0.1:1' }, 'listening')
  expect(await watch()).toEqual({ operationsInZone: 2, elsewhere: [], unreadableElsewhere: 0 })
})

test('an operation in another zone is found', async () => {
  await log('us-east-1', { tenant: other })
  await log('us-east-1', { tenant })
  expect((await watch()).elsewhere).toEqual([{ region: 'us-east-1', message: 'operation' }])
})

test('any other line of the tenant in another zone is found', async () => {
  await log('us-east-1', { tenant }, 'an operation failed')
  expect((await watch()).elsewhere).toEqual([{ region: 'us-east-1', message: 'an operation failed' }])
})

test('a line that names a region of another zone is found, whichever file it is in', async () => {
  await log('eu-west-1', { tenant }, 'operation', 'us-east-1')
  await log('eu-west-1', { tenant }, 'operation', 'mars-1')
  expect((await watch()).elsewhere.map(({ region }) => region)).toEqual(['us-east-1', 'mars-1'])
})

test('a request that was refused before its tenant was known is found by its id', async () => {
  await log('us-east-1', { requestId: 'r-1', errorCodes: ['UNAUTHENTICATED'] })
  await log('us-east-1', { requestId: 'r-2' })
  expect((await watch(new Set(['r-1']))).elsewhere).toHaveLength(1)
  expect((await watch()).elsewhere).toHaveLength(0)
})

test('lines after the second bookmark are not counted', async () => {
  await log('eu-west-1', { tenant })
  const to = await bookmarkLogs(folder, regions)
  await log('eu-west-1', { tenant })
  expect(await watchOrigins({ logFolder: folder, regions, from: start, to, tenant, zone: 'eu' })).toMatchObject({ operationsInZone: 1 })
})

test('a line that is being written at a bookmark belongs to what comes after', async () => {
  const line = JSON.stringify({ region: 'us-east-1', tenant, msg: 'operation' })
  await appendFile(join(folder, 'us-east-1.log'), line.slice(0, 20))
  start = await bookmarkLogs(folder, regions)
  await appendFile(join(folder, 'us-east-1.log'), `${line.slice(20)}\n`)
  expect(await watch()).toEqual({ operationsInZone: 0, elsewhere: [{ region: 'us-east-1', message: 'operation' }], unreadableElsewhere: 0 })
})

test('lines of another zone that nobody can read are counted, not passed over', async () => {
  await appendFile(join(folder, 'us-east-1.log'), 'Error: something\n    at somewhere\n')
  await appendFile(join(folder, 'eu-west-1.log'), 'Error: something\n')
  expect(await watch()).toEqual({ operationsInZone: 0, elsewhere: [], unreadableElsewhere: 2 })
})

test('a log that is missing is a fault', async () => {
  await rm(join(folder, 'us-east-1.log'))
  await expect(watch()).rejects.toThrow('ENOENT')
})

test('a line as the gateways’ logger writes it is read', async () => {
  const program = `import { createLogger } from '@hemisphere/kit/log.ts'
    createLogger({ service: 'gateway', region: 'us-east-1', level: 'info' }).info({ requestId: 'r-9', tenant: '${tenant}', status: 200, ms: 3 }, 'operation')`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program], { cwd: import.meta.dirname })
  await appendFile(join(folder, 'us-east-1.log'), stdout)
  expect((await watch()).elsewhere).toEqual([{ region: 'us-east-1', message: 'operation' }])
})
