import { requireProgram } from './require-program.ts'

/** What the tests need beyond npm, before any of them runs. */
export async function setup(): Promise<void> {
  await requireProgram('redis-server', 'redis-server')
  await requireProgram('openssl', 'openssl')
}
