import { randomBytes, randomUUID } from 'node:crypto'
import { appendFile, chmod, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { once } from 'node:events'
import { freePort } from '@hemisphere/local/free-port.ts'
import { openSecretStore } from '@hemisphere/local/secrets/secret-store.ts'
import { startSecretsServer } from '@hemisphere/local/secrets/secrets-server.ts'
import { startTlsCluster } from '@hemisphere/local/testing/tls-cluster.ts'
import { holdLease } from '@hemisphere/operations/lease/lease.ts'
import { placeTenant } from '@hemisphere/operations/placement/place-tenant.ts'
import pg from 'pg'
import { startTestIssuer, type TestIssuer } from '../../gateway/test/test-issuer.ts'
import { buildBundles } from '../src/build-bundles.ts'
import { bundleNames, type BundleName } from '../src/service-bundles.ts'
import { takeService, type TakenService } from '../src/take-service.ts'
import { assembleImage, runImage, untilEnded, type EndedRun, type ImageTree } from './run-image.ts'

const region = 'eu-west-1'

export interface RunningImage extends AsyncDisposable {
  readonly url: string
  readonly tree: ImageTree
  readonly variables: Readonly<Record<string, string>>
}

/** What the images of one region find around them: a database that knows TLS alone by name, secrets, an issuer. */
export interface ImageWorld extends AsyncDisposable {
  readonly issuer: TestIssuer
  readonly tenantId: string
  readonly permissionSetId: string
  readonly built: ReadonlyMap<BundleName, TakenService>
  /** Runs an image until it ends. */
  run(name: BundleName, variables: Readonly<Record<string, string>>): Promise<EndedRun>
  migrate(database: string): Promise<EndedRun>
  /** Carries out an order. */
  operate(order: object): Promise<EndedRun>
  /** Gives the roles that the migrations made passwords and a tenant to serve, in place of what IAM and an operator do. */
  settle(): Promise<void>
  /** Starts a service and waits until it answers that it lives. */
  start(name: BundleName, variables?: Readonly<Record<string, string>>): Promise<RunningImage>
}

export async function createImageWorld(): Promise<ImageWorld> {
  await using made = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'hemisphere-images-'))
  await chmod(folder, 0o755)
  made.defer(() => rm(folder, { recursive: true, force: true }))
  const server = made.use(await startTlsCluster())
  const trees = new Map<BundleName, ImageTree>()
  const built = new Map<BundleName, TakenService>()
  const bundles = await buildBundles(join(folder, 'bundles'))
  for (const name of bundleNames) {
    const context = join(folder, 'dist', name)
    built.set(name, await takeService(bundles, name, context))
    // The authority of this database takes the place of Aurora's, in the file that the image names.
    await appendFile(join(context, 'rds-authorities.pem'), server.certificate)
    const root = join(folder, name)
    await mkdir(root)
    trees.set(name, await assembleImage(name, context, root))
  }
  const store = await openSecretStore(join(folder, 'secrets.json'), Date.now)
  const secrets = made.use(await startSecretsServer(store, 0))
  const issuer = made.use(await startTestIssuer('https://issuer.eu.example'))
  const [tenantId, permissionSetId, password] = [randomUUID(), randomUUID(), randomBytes(18).toString('base64url')]
  const key = (): string => randomBytes(32).toString('base64url')
  const administrator = { username: 'stack_admin', password: 'of-the-stack' }
  await store.putAll(region, {
    'hemisphere/internal-token-key': key(),
    'hemisphere/cursor-key': key(),
    'hemisphere/origin-verify': 'through-the-edge',
    'hemisphere/database/home-eu-west-1/admin': JSON.stringify({ ...administrator, dbname: 'hemisphere' }),
    'hemisphere/database/directory-eu/admin': JSON.stringify({ ...administrator, dbname: 'directory' }),
  })
  async function withPool<Result>(database: string, work: (pool: pg.Pool) => Promise<Result>): Promise<Result> {
    const pool = new pg.Pool({ host: '127.0.0.1', port: server.port, ...server.admin, database, max: 1 })
    try {
      return await work(pool)
    } finally {
      await pool.end()
    }
  }

  const query = (database: string, text: string, values: readonly unknown[] = []) =>
    withPool(database, (pool) => pool.query(text, [...values]))

  await query('postgres', `create role stack_admin login createrole password 'of-the-stack'`)
  for (const name of ['hemisphere', 'directory']) await query('postgres', `create database ${name} owner stack_admin`)

  function treeOf(name: BundleName): ImageTree {
    const tree = trees.get(name)
    if (tree === undefined) throw new Error(`there is no image ${name}`)
    return tree
  }

  const common = {
    HEMISPHERE_REGION: region,
    SECRETS_ENDPOINT: secrets.url,
    AWS_ACCESS_KEY_ID: 'placeholder',
    AWS_SECRET_ACCESS_KEY: 'placeholder',
  }

  async function start(name: BundleName, more: Readonly<Record<string, string>> = {}): Promise<RunningImage> {
    const tree = treeOf(name)
    const port = await freePort()
    const variables = { ...common, HEMISPHERE_ZONE: 'eu', PORT: String(port), ...more }
    const child = runImage(tree, { variables })
    const url = `http://127.0.0.1:${port}`
    const ended = untilEnded(child)
    await Promise.race([
      untilLive(url),
      ended.then(({ code, stdout, stderr }) => Promise.reject(new Error(`${name} ended with ${code}:\n${stdout}${stderr}`))),
    ])
    return {
      url,
      tree,
      variables,
      async [Symbol.asyncDispose]() {
        if (child.exitCode === null) child.kill('SIGTERM')
        const { code, stderr } = await ended
        if (code !== 0 || stderr !== '') throw new Error(`${name} was stopped and ended with ${code}: ${stderr}`)
      },
    }
  }

  const held = made.move()
  const run = (name: BundleName, variables: Readonly<Record<string, string>>): Promise<EndedRun> =>
    untilEnded(runImage(treeOf(name), { variables }))
  return {
    issuer,
    tenantId,
    permissionSetId,
    built,
    run,
    migrate: (database) =>
      run('migrate', {
        ...common,
        DATABASE: database,
        DATABASE_HOST: 'localhost',
        DATABASE_PORT: String(server.port),
        MIGRATION_PHASE: 'expand',
      }),
    async operate(order) {
      await store.put(region, 'hemisphere/operate-order', JSON.stringify({ id: 'order-1', order }))
      return run('operate', {
        ...common,
        HEMISPHERE_ZONE: 'eu',
        DATABASE_MEMBERS: `home-eu-west-1@eu-west-1=localhost:${server.port}`,
        SESSIONS_DATASTORE: 'sgaui-hemisphere-eu',
        ORDER_ID: 'order-1',
      })
    },
    async settle() {
      const address = { host: '127.0.0.1', port: server.port }
      const login = (dbname: string, username: string): string => JSON.stringify({ ...address, dbname, username, password })
      const roles = ['catalog_service', 'store_service', 'forecasting_service', 'ops_keeper', 'gateway_reader', 'directory_reader']
      for (const role of roles) await query('postgres', `alter role ${role} password '${password}'`)
      const home = (name: string): string => `hemisphere/database/home-eu-west-1/${name}`
      await store.putAll(region, {
        ...Object.fromEntries(['catalog', 'store', 'forecasting'].map((name) => [home(name), login('hemisphere', `${name}_service`)])),
        [home('ops')]: login('hemisphere', 'ops_keeper'),
        [home('gateway')]: login('hemisphere', 'gateway_reader'),
        'hemisphere/database/directory-ops': login('directory', 'ops_keeper'),
        'hemisphere/database/directory-reader': login('directory', 'directory_reader'),
      })
      for (const name of ['hemisphere', 'directory']) await withPool(name, (pool) => holdLease(pool, 1))
      await withPool('hemisphere', (pool) => placeTenant(pool, { tenantId, epoch: 1 }))
      await query(
        'directory',
        `insert into directory.tenant (id, slug, name, zone, home_region, currency_code, time_zone)
        values ($1, 'a-tenant', 'A tenant', 'eu', $2, 'EUR', 'UTC')`,
        [tenantId, region],
      )
      await query('directory', 'insert into directory.permission_set (id, tenant_id, name, scopes) values ($1, $2, $3, $4)', [
        permissionSetId,
        tenantId,
        'reader',
        ['catalog:read', 'store:read', 'forecast:read'],
      ])
    },
    start,
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  }
}

async function untilLive(url: string): Promise<void> {
  for (;;) {
    const answer = await fetch(`${url}/livez`).catch(() => undefined)
    if (answer?.ok === true) return
    await once(AbortSignal.timeout(100), 'abort')
  }
}
