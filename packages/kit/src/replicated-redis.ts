import { setTimeout as delay } from 'node:timers/promises'
import { ClientOfflineError, ErrorReply } from 'redis'
import { findMaster } from './find-master.ts'
import { answerWithin, openRedisMember, type RedisClient, type RedisMember, type RedisMemberOptions } from './redis-member.ts'

/**
 * Whether a call is made again where it may have been carried out already, and only its answer was lost. One that was refused,
 * or never sent, is always made again.
 */
export type Repetition = 'repeat' | 'never-twice'

/** Where the members of one store are, and how they let us in. */
export interface RedisMembers extends Pick<RedisMemberOptions, 'password' | 'onError'> {
  readonly urls: readonly string[]
}

/** The members of one store, of which one is the master and the others copy it. */
export interface ReplicatedRedis extends AsyncDisposable {
  /**
   * Gives a command to the master. Where that refuses, is lost or does not answer, the master is looked for again and the
   * command is given to it once more, as far as `repetition` allows. Where another member could become the master, it is waited
   * for. Rejects after half a second at the latest.
   */
  run<Result>(command: (client: RedisClient) => Promise<Result>, repetition: Repetition): Promise<Result>
}

const callLimitMs = 500
/** What a silent master may take of a call, so that the one that was promoted meanwhile has its share. */
const firstLimitMs = 250
const lookAgainMs = 50

/**
 * Opens a store by the addresses of its members, in any order: which is the master is asked of them, and again after each
 * failure. Members that are away keep nobody from starting.
 */
export async function openReplicatedRedis({ urls, password, onError }: RedisMembers): Promise<ReplicatedRedis> {
  let known: RedisMember | undefined
  let looking: Promise<RedisMember> | undefined
  const members = await Promise.all(urls.map((url) => openRedisMember({ url, password, onError: onMemberError })))

  function onMemberError(error: Error): void {
    // What comes back may have another role, or be empty while another member has taken over.
    forget()
    onError(error)
  }

  function forget(): void {
    known = undefined
    looking = undefined
  }

  async function master(): Promise<RedisMember> {
    if (known !== undefined) return known
    looking ??= findMaster(members)
    const mine = looking
    try {
      const found = await mine
      if (looking === mine) known = found
      return found
    } finally {
      if (looking === mine) looking = undefined
    }
  }

  /** One that has no other member to hope for fails at once. */
  async function masterWithin(limitMs: number): Promise<RedisMember> {
    const deadline = performance.now() + limitMs
    for (;;) {
      try {
        return await answerWithin(Math.max(1, deadline - performance.now()), master())
      } catch (fault) {
        if (members.length === 1 || performance.now() + lookAgainMs > deadline) throw fault
        await delay(lookAgainMs)
      }
    }
  }

  async function run<Result>(command: (client: RedisClient) => Promise<Result>, repetition: Repetition): Promise<Result> {
    const deadline = performance.now() + callLimitMs
    const left = (): number => Math.max(1, deadline - performance.now())
    const first = await masterWithin(left())
    try {
      return await first.ask(command, members.length === 1 ? left() : Math.min(firstLimitMs, left()))
    } catch (fault) {
      const outcome = outcomeOf(fault)
      if (outcome === 'answered') throw fault
      forget()
      if (outcome === 'unknown' && repetition === 'never-twice') throw fault
    }
    const next = await masterWithin(left())
    return next.ask(command, left())
  }

  return {
    run,
    async [Symbol.asyncDispose]() {
      await Promise.all(members.map((member) => member[Symbol.asyncDispose]()))
    },
  }
}

/** Errors of a member that is no master, or is none yet; in Redis 6 a script's come within a sentence. */
const refusal = /(?:^|-)(?:READONLY|LOADING|MASTERDOWN) /

/** What is known of a command that failed: it had an answer of the master, it was not carried out, or that is not known. */
function outcomeOf(fault: unknown): 'answered' | 'not-done' | 'unknown' {
  if (fault instanceof ErrorReply) return refusal.test(fault.message) ? 'not-done' : 'answered'
  return fault instanceof ClientOfflineError ? 'not-done' : 'unknown'
}
