import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { pipeline } from 'node:stream/promises'
import { createServer, getCACertificates, setDefaultCACertificates } from 'node:tls'
import { makeCertificate } from '@hemisphere/local/testing/test-certificate.ts'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openKeyValueStore, type KeyValueStore } from '../src/key-value-store.ts'
import { startRedis, type RedisServer } from './redis-server.ts'

const trusted = getCACertificates('default')
const made = new AsyncDisposableStack()
let redis: RedisServer
let line: { readonly port: number; readonly cut: () => void }

/** A Redis behind TLS under the name "localhost", as ElastiCache is; it knows one token. */
beforeAll(async () => {
  redis = made.use(await startRedis({ password: 'first-token' }))
  const certificate = await makeCertificate('localhost')
  const sockets = new Set<Socket>()
  const front = createServer(certificate, (near) => {
    const far = connect(redis.port, '127.0.0.1')
    sockets.add(near).add(far)
    void pipeline(near, far, near).catch(() => far.destroy())
  })
  front.on('tlsClientError', () => undefined)
  front.listen(0, '127.0.0.1')
  await once(front, 'listening')
  const address = front.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const cut = (): void => sockets.forEach((socket) => void socket.destroy())
  line = { port: address.port, cut }
  made.defer(async () => {
    front.close()
    cut()
    await once(front, 'close')
  })
  setDefaultCACertificates([...trusted, certificate.cert])
  made.defer(() => setDefaultCACertificates(trusted))
})

afterAll(() => made.disposeAsync())

function open(host: string, password: () => Promise<string>, faults: Error[] = []): Promise<KeyValueStore> {
  const urls = [`rediss://${host}:${line.port}`]
  return openKeyValueStore({ kind: 'redis', urls, password, onError: (fault) => void faults.push(fault) })
}

test('a store signs in through TLS with the token of the moment, again at each connection', async () => {
  let token = 'first-token'
  await using store = await open('localhost', async () => token)
  await store.set('key', 'value', 60_000)
  expect(await store.get('key')).toBe('value')

  await redis.command('ACL', 'SETUSER', 'default', '>second-token', '<first-token')
  token = 'second-token'
  line.cut()
  await vi.waitFor(async () => expect(await store.get('key')).toBe('value'), { timeout: 5_000 })
  await redis[Symbol.asyncDispose]()
})

test('a server of another name gets no token', async () => {
  const asked = vi.fn<() => Promise<string>>(async () => 'token')
  const faults: Error[] = []
  await using store = await open('127.0.0.1', asked, faults)
  await expect(store.get('key')).rejects.toThrow('the store has no master')
  expect(faults.map(({ message }) => message)).toContainEqual(expect.stringContaining("does not match certificate's altnames"))
  expect(asked).not.toHaveBeenCalled()
})
