import { createClient } from 'redis'
import type { KeyValueStore } from './key-value-store.ts'

const replaceScript = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1`

const removeScript = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])`

/** A member's score is the instant of its end by the server's clock, in milliseconds since 1970. */
const clock = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)`

const addMemberScript = `${clock}
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[2]) then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end`

const listMembersScript = `${clock}
return redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. now, '+inf')`

/**
 * A store in Redis 6.2 or later. One that is away at the start keeps nobody from starting: its calls reject until it is there.
 */
export async function openRedisStore(url: string, onError: (error: Error) => void): Promise<KeyValueStore> {
  const client = createClient({ url, socket: { connectTimeout: 2_000 }, disableOfflineQueue: true, commandOptions: { timeout: 500 } })
  const { promise: settled, resolve: settle } = Promise.withResolvers<void>()
  client.on('error', onError)
  client.once('error', () => settle())
  client.once('ready', () => settle())
  // Rejects when the store is closed before it was ever there; each failed attempt has been told above.
  client.connect().catch(() => undefined)
  await settled

  async function run(script: string, key: string, ...args: readonly string[]): Promise<unknown> {
    return client.eval(script, { keys: [key], arguments: [...args] })
  }

  return {
    get: async (key) => (await client.get(key)) ?? undefined,
    async set(key, value, maxAgeMs) {
      await client.set(key, value, { expiration: { type: 'PX', value: maxAgeMs } })
    },
    async setIfAbsent(key, value, maxAgeMs) {
      return (await client.set(key, value, { condition: 'NX', expiration: { type: 'PX', value: maxAgeMs } })) !== null
    },
    replace: async (key, { expected, value, maxAgeMs }) => (await run(replaceScript, key, expected, value, String(maxAgeMs))) === 1,
    remove: async (key, expected) => (await run(removeScript, key, expected)) === 1,
    take: async (key) => (await client.getDel(key)) ?? undefined,
    async addMember(key, member, maxAgeMs) {
      await run(addMemberScript, key, member, String(maxAgeMs))
    },
    async removeMember(key, member) {
      await client.zRem(key, member)
    },
    // What the script answers: the texts that were added.
    listMembers: async (key) => (await run(listMembersScript, key)) as string[],
    [Symbol.asyncDispose]: () => client.close(),
  }
}
