import { setTimeout as delay } from 'node:timers/promises'
import { openRedisMember, type MemberRole, type RedisMember } from '@hemisphere/kit/redis-member.ts'

/** A primary that takes no order; its replica has to do without. */
export class NotAnswering extends Error {}

const answerLimitMs = 2_000
const followLimitMs = 10_000
/** Callers of the sessions wait for half a second: a swap that takes longer would be an outage, and is given up. */
const swapLimitMs = 2_000
const pollMs = 5

/** Makes the server on a port a primary of what it has. */
export async function beginAsPrimary(port: number): Promise<void> {
  await using server = await open(port)
  await tell(server, 'REPLICAOF', 'NO', 'ONE')
}

/** Waits until the server on a port has caught up with the one that it copies. */
export async function untilFollowing(port: number): Promise<void> {
  await using replica = await open(port)
  await until(`the Redis on port ${port} does not follow its primary`, followLimitMs, async () =>
    isFollowing(await replica.role(answerLimitMs)),
  )
}

/**
 * Swaps primary and replica without loss: writes wait at the old one until the other has all that came before them, and are
 * refused there once it is a replica, so that their callers turn to the new one. NotAnswering when the old one is silent.
 */
export async function swapRoles({ from, to }: { readonly from: number; readonly to: number }): Promise<void> {
  await using primary = await open(from)
  await using replica = await open(to)
  await until(`the Redis on port ${to} does not follow its primary`, followLimitMs, async () =>
    isFollowing(await replica.role(answerLimitMs)),
  )
  // Redis' own FAILOVER would have them wait for the replica's next word of how far it is, which comes once a second.
  await answering(from, tell(primary, 'CLIENT', 'PAUSE', String(2 * swapLimitMs), 'WRITE'))
  try {
    await until(`the Redis on port ${to} has not caught up with its primary, which goes on`, swapLimitMs, async () => {
      const [sent, got] = await Promise.all([answering(from, primary.role(answerLimitMs)), replica.role(answerLimitMs)])
      return got.offset >= sent.offset
    })
    await tell(replica, 'REPLICAOF', 'NO', 'ONE')
    await answering(from, tell(primary, 'REPLICAOF', '127.0.0.1', String(to)))
  } finally {
    await answering(from, tell(primary, 'CLIENT', 'UNPAUSE'))
  }
}

async function answering<Result>(port: number, work: Promise<Result>): Promise<Result> {
  try {
    return await work
  } catch (cause) {
    throw new NotAnswering(`the Redis on port ${port} does not answer`, { cause })
  }
}

function isFollowing(role: MemberRole): boolean {
  return role.kind === 'replica' && role.isConnected
}

/** Whoever does not answer is told of by what is asked of it. */
function open(port: number): Promise<RedisMember> {
  return openRedisMember({ url: `redis://127.0.0.1:${port}`, onError: () => undefined })
}

async function tell(server: RedisMember, ...words: readonly string[]): Promise<void> {
  await server.ask((client) => client.sendCommand(words), answerLimitMs)
}

async function until(complaint: string, limitMs: number, holds: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + limitMs
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(complaint)
    await delay(pollMs)
  }
}
