import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { decodeJwt } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort } from '../free-port.ts'
import { openSecretStore } from '../secrets/secret-store.ts'
import { startSecretsServer, type SecretsServer } from '../secrets/secrets-server.ts'
import { clientSecretId, secretIds } from '../world/secret-ids.ts'
import { startIssuer } from './issuer.ts'
import { startFakeEdge } from './testing/fake-edge.ts'
import { tenantTrigger, writeTriggerBundle } from './testing/trigger-bundle.ts'
import { openUserPool } from './user-pool.ts'

const run = promisify(execFile)
const running = new AsyncDisposableStack()
let secrets: SecretsServer
let edgeUrl: string

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hemisphere-token-'))
  running.defer(() => rm(folder, { recursive: true }))
  const store = await openSecretStore(join(folder, 'secrets.json'), Date.now)
  await store.putAll('eu-west-1', { [secretIds.demoPassword]: 'the demo password' })
  await store.putAll('us-east-1', {
    [secretIds.demoPassword]: 'the demo password',
    [clientSecretId('partner@harbor-thread')]: 'the secret',
  })
  secrets = running.use(await startSecretsServer(store, 0))
  const pool = await openUserPool(folder)
  await pool.ensureUser({ email: 'planner@harbor-thread.example', password: 'the demo password' })
  await pool.ensureClient({ name: 'partner@harbor-thread', secret: 'the secret' })
  const trigger = running.use(await writeTriggerBundle(tenantTrigger('us-east-1')))
  const options = { zone: 'us', region: 'us-east-1', port: 0, pool, triggerBundle: trigger.path, secretsEndpoint: secrets.url }
  const issuer = running.use(await startIssuer(options))
  edgeUrl = running.use(await startFakeEdge(issuer.issuer)).url
})

afterAll(() => running.disposeAsync())

/** The command as npm runs it, without any credentials around. */
async function token(...args: readonly string[]): Promise<{ stdout: string; stderr: string; code: number }> {
  const command = fileURLToPath(new URL('../token.ts', import.meta.url))
  const addresses = args.includes('--edge') ? [] : ['--edge', edgeUrl, '--secrets', secrets.url]
  try {
    return { ...(await run(process.execPath, [command, ...args, ...addresses], { env: {} })), code: 0 }
  } catch (error) {
    // What execFile rejects with when the command ends with another code than 0.
    return error as { stdout: string; stderr: string; code: number }
  }
}

test.each([
  ['of a user', ['planner@harbor-thread.example']],
  ['of a client', ['--client', 'partner@harbor-thread']],
])('the token %s is all that is printed', async (_, args) => {
  const { stdout, stderr } = await token(...args)
  expect(stderr).toBe('')
  expect(stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/)
  expect(decodeJwt(stdout.trim())).toMatchObject({ 'dt:z': 'us', 'dt:hr': 'us-east-1' })
})

test.each([
  [
    'an unknown user',
    ['nobody@harbor-thread.example'],
    'no token for nobody@harbor-thread.example: The e-mail address or the password is wrong.\n',
  ],
  [
    'an unknown client',
    ['--client', 'nobody@harbor-thread'],
    'no client is known by the name nobody@harbor-thread, wanted one such as partner@nordhem\n',
  ],
  ['nobody', [], 'wanted either the address of a user or --client with a name\n'],
])('%s is one line on stderr and exit code 1', async (_, args, line) => {
  expect(await token(...args)).toMatchObject({ stdout: '', stderr: line, code: 1 })
})

test('a world that is not running is one line, too', async () => {
  const nowhere = `http://127.0.0.1:${await freePort()}`
  for (const addresses of [
    ['--edge', nowhere, '--secrets', secrets.url],
    ['--edge', edgeUrl, '--secrets', nowhere],
  ]) {
    const { stdout, stderr, code } = await token('planner@harbor-thread.example', ...addresses)
    expect({ stdout, code }).toEqual({ stdout: '', code: 1 })
    expect(stderr).toMatch(/^nothing answers at .*: start the world with "npm start"\n$/)
  }
})
