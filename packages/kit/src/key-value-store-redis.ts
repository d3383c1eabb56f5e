import type { KeyValueStore } from './key-value-store.ts'
import { openReplicatedRedis, type RedisMembers, type Repetition } from './replicated-redis.ts'

// GETEX reads like GET and counts as a write: a replica, which may be behind, refuses it with READONLY. Every script begins
// with a command of that kind, so that a replica answers none of them.
const replaceScript = `
if redis.call('GETEX', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1`

const removeScript = `
if redis.call('GETEX', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])`

/** A member's score is the instant of its end by the server's clock, in milliseconds since 1970. */
const dropEnded = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)`

const addMemberScript = `${dropEnded}
redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[2]) then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end`

const listMembersScript = `${dropEnded}
return redis.call('ZRANGE', KEYS[1], 0, -1)`

/**
 * A store in Redis 6.2 or later, by the addresses of its members. One that is away at the start keeps nobody from starting: its
 * calls reject until it is there.
 *
 * When the answer to a call was lost, the call is made again where a second time leaves what the first left, and answers the
 * same. `setIfAbsent`, `replace`, `remove` and `take` would find their own first time, and tell its winner that another was
 * first: they reject, and their caller looks.
 */
export async function openRedisStore(members: RedisMembers): Promise<KeyValueStore> {
  const redis = await openReplicatedRedis(members)

  async function run(repetition: Repetition, script: string, key: string, ...args: readonly string[]): Promise<unknown> {
    return redis.run((client) => client.eval(script, { keys: [key], arguments: [...args] }), repetition)
  }

  return {
    async get(key) {
      const value: unknown = await redis.run((client) => client.sendCommand(['GETEX', key]), 'repeat')
      return typeof value === 'string' ? value : undefined
    },
    async set(key, value, maxAgeMs) {
      await redis.run((client) => client.set(key, value, { expiration: { type: 'PX', value: maxAgeMs } }), 'repeat')
    },
    async setIfAbsent(key, value, maxAgeMs) {
      const options = { condition: 'NX', expiration: { type: 'PX', value: maxAgeMs } } as const
      return (await redis.run((client) => client.set(key, value, options), 'never-twice')) !== null
    },
    async replace(key, { expected, value, maxAgeMs }) {
      return (await run('never-twice', replaceScript, key, expected, value, String(maxAgeMs))) === 1
    },
    remove: async (key, expected) => (await run('never-twice', removeScript, key, expected)) === 1,
    take: async (key) => (await redis.run((client) => client.getDel(key), 'never-twice')) ?? undefined,
    async addMember(key, member, maxAgeMs) {
      await run('repeat', addMemberScript, key, member, String(maxAgeMs))
    },
    async removeMember(key, member) {
      await redis.run((client) => client.zRem(key, member), 'repeat')
    },
    // What the script answers: the texts that were added.
    listMembers: async (key) => (await run('repeat', listMembersScript, key)) as string[],
    [Symbol.asyncDispose]: () => redis[Symbol.asyncDispose](),
  }
}
