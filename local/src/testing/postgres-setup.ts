import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { freePort } from '../free-port.ts'
import { startCluster } from '../postgres/cluster.ts'

declare module 'vitest' {
  interface ProvidedContext {
    postgres: { readonly port: number; readonly user: string; readonly password: string }
  }
}

/** One PostgreSQL cluster for all service tests; each test file makes a database of its own in it. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'hemisphere-test-'))
  // PostgreSQL's own user must get in where this process is root; its files are closed to others by themselves.
  await chmod(folder, 0o755)
  const cluster = await startCluster({
    folder,
    port: await freePort(),
    adminPassword: randomBytes(24).toString('base64url'),
    settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '200' },
  })
  project.provide('postgres', { port: cluster.port, ...cluster.admin })
  return async () => {
    await cluster[Symbol.asyncDispose]()
    await rm(folder, { recursive: true, force: true })
  }
}
