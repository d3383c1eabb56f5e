import { chmod, chown, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../free-port.ts'
import { startCluster, type Cluster } from '../postgres/cluster.ts'
import { findServerUser } from '../postgres/server-user.ts'
import { makeCertificate } from './test-certificate.ts'

/** A PostgreSQL of its own that speaks TLS under the name "localhost", as one in AWS does under its own. */
export interface TlsCluster extends Cluster {
  /** PEM of the certificate, to be trusted by whoever connects. */
  readonly certificate: string
}

export async function startTlsCluster(): Promise<TlsCluster> {
  await using made = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'hemisphere-tls-'))
  made.defer(() => rm(folder, { recursive: true, force: true }))
  await chmod(folder, 0o755)
  const { key, cert } = await makeCertificate('localhost')
  const [keyFile, certFile] = [join(folder, 'server.key'), join(folder, 'server.crt')]
  const user = await findServerUser()
  for (const [file, text] of [
    [keyFile, key],
    [certFile, cert],
  ] as const) {
    await writeFile(file, text, { mode: 0o600 })
    if (user !== undefined) await chown(file, user.uid, user.gid)
  }
  const cluster = await startCluster({
    folder,
    port: await freePort(),
    adminPassword: 'of-the-administrator',
    settings: { ssl: 'on', ssl_key_file: keyFile, ssl_cert_file: certFile, fsync: 'off' },
  })
  made.use(cluster)
  const held = made.move()
  return { ...cluster, certificate: cert, [Symbol.asyncDispose]: () => held.disposeAsync() }
}
