import { setTimeout as delay } from 'node:timers/promises'
import { createClient } from 'redis'

export type RedisClient = ReturnType<typeof connect>

/** A command was sent and has no answer yet: whether it was carried out is not known. */
export class NoAnswerError extends Error {}

/** `offset` is a position in the history of the master's writes, in bytes. */
export type MemberRole =
  | { readonly kind: 'master'; readonly offset: number }
  /** One that is not connected knows of nothing that the master has written since. */
  | { readonly kind: 'replica'; readonly offset: number; readonly isConnected: boolean }

/** One server of a store, on a connection that comes back by itself. */
export interface RedisMember extends AsyncDisposable {
  /** Rejects at once while there is no connection, with NoAnswerError after `limitMs`; then it connects anew. */
  ask<Result>(command: (client: RedisClient) => Promise<Result>, limitMs: number): Promise<Result>
  role(limitMs: number): Promise<MemberRole>
}

/** What a client signs in with; the server may know two while one takes the other's place. */
export type RedisPassword = () => Promise<string>

export interface RedisMemberOptions {
  readonly url: string
  /** Asked for at each connection; absent where the server lets everybody in. */
  readonly password?: RedisPassword | undefined
  /** Told each failed attempt, each lost connection and each silence. */
  readonly onError: (error: Error) => void
}

const connectLimitMs = 2_000
/** A member that comes back may be the master next: nobody waits for it longer than this. */
const reconnectMs = 100

/** Connects to a server in Redis 6.2 or later; returns when it is there, or has not come for the first time. */
export async function openRedisMember({ url, password, onError }: RedisMemberOptions): Promise<RedisMember> {
  const { promise: settled, resolve: settle } = Promise.withResolvers<void>()
  let client = open()
  let heardAt = performance.now()

  function open(): RedisClient {
    const opened = connect(url, password)
    const hear = (): void => {
      heardAt = performance.now()
      settle()
    }
    opened.on('ready', hear)
    opened.on('error', (error: Error) => {
      hear()
      onError(error)
    })
    // Rejects when it is closed before it was ever there; each failed attempt has been told above.
    opened.connect().catch(() => undefined)
    return opened
  }

  function reopen(): void {
    client.destroy()
    heardAt = performance.now()
    client = open()
  }

  async function ask<Result>(command: (asked: RedisClient) => Promise<Result>, limitMs: number): Promise<Result> {
    // A server that takes connections and never greets would hold this one for as long as it lives.
    if (!client.isReady && performance.now() - heardAt > connectLimitMs) reopen()
    const asked = client
    try {
      return await answerWithin(limitMs, command(asked))
    } catch (error) {
      if (error instanceof NoAnswerError && asked === client) {
        onError(error)
        // TCP would keep the connection to a lost machine for minutes.
        reopen()
      }
      throw error
    }
  }

  await Promise.race([settled, delay(connectLimitMs, undefined, { ref: false })])
  return {
    ask,
    async role(limitMs) {
      const answer: unknown = await ask((asked) => asked.sendCommand(['ROLE']), limitMs)
      const [role, ...facts]: readonly unknown[] = Array.isArray(answer) ? answer : []
      if (role === 'master') return { kind: 'master', offset: Number(facts[0]) }
      return { kind: 'replica', offset: Number(facts[3]), isConnected: facts[2] === 'connected' }
    },
    async [Symbol.asyncDispose]() {
      client.destroy()
    },
  }
}

/** What is answered in time, else NoAnswerError. */
export async function answerWithin<Result>(limitMs: number, answer: Promise<Result>): Promise<Result> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  // What has come in while this process was busy is read between the timer and the immediate: it counts as in time.
  const timer = setTimeout(
    () => setImmediate(() => reject(new NoAnswerError(`got no answer of Redis in ${Math.round(limitMs)} ms`))),
    limitMs,
  )
  try {
    return await Promise.race([answer, late])
  } finally {
    clearTimeout(timer)
  }
}

// The client's own time limit ends with the sending, so that it holds for nothing that was sent.
function connect(url: string, password?: RedisPassword) {
  return createClient({
    url,
    socket: { connectTimeout: connectLimitMs, reconnectStrategy: reconnectMs },
    disableOfflineQueue: true,
    ...(password === undefined
      ? {}
      : { credentialsProvider: { type: 'async-credentials-provider', credentials: async () => ({ password: await password() }) } }),
  })
}
