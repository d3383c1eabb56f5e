import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { InvocationResult } from './lambda-messages.ts'

export interface LambdaOptions {
  /** Path of the bundle, an ES module that exports `handler`. */
  readonly bundle: string
  /** All that the function sees of the environment. */
  readonly environment: Readonly<Record<string, string>>
  readonly timeoutMs: number
}

/** A Lambda function in a thread of its own, with an environment of its own. */
export interface LambdaFunction extends AsyncDisposable {
  /** The handler's answer; LambdaFailed when it threw or took longer than the function may. */
  invoke(event: object): Promise<unknown>
}

/** An invocation that gave no answer; `kind` tells a handler that threw from one that did not end in time. */
export class LambdaFailed extends Error {
  readonly kind: 'thrown' | 'timeout' | 'ended'

  constructor(kind: LambdaFailed['kind'], message: string) {
    super(message)
    this.kind = kind
  }
}

/** A function of a bundle. One that runs out of time is stopped, and a fresh instance takes the next invocation. */
export function startLambda({ bundle, environment, timeoutMs }: LambdaOptions): LambdaFunction {
  const pending = new Map<number, PromiseWithResolvers<unknown>>()
  let instance: Worker | undefined
  let lastId = 0

  function startInstance(): Worker {
    const started = new Worker(new URL('lambda-thread.ts', import.meta.url), {
      workerData: pathToFileURL(bundle).href,
      env: { ...environment },
      execArgv: [],
    })
    started.on('message', (result: InvocationResult) => {
      const waiting = pending.get(result.id)
      if ('answer' in result) waiting?.resolve(JSON.parse(result.answer))
      else waiting?.reject(new LambdaFailed('thrown', result.errorMessage))
    })
    started.on('error', (error) => forget(started, error.message))
    started.on('exit', () => forget(started, 'the instance has ended'))
    return started
  }

  function forget(ended: Worker, reason: string): void {
    if (instance !== ended) return
    instance = undefined
    for (const waiting of pending.values()) waiting.reject(new LambdaFailed('ended', reason))
  }

  async function invoke(event: object): Promise<unknown> {
    const used = (instance ??= startInstance())
    const id = (lastId += 1)
    const waiting = Promise.withResolvers<unknown>()
    pending.set(id, waiting)
    const timer = setTimeout(() => {
      waiting.reject(new LambdaFailed('timeout', `task timed out after ${timeoutMs} ms`))
      forget(used, 'the instance was stopped')
      void used.terminate()
    }, timeoutMs)
    used.postMessage({ id, event: JSON.stringify(event) }, [])
    try {
      return await waiting.promise
    } finally {
      clearTimeout(timer)
      pending.delete(id)
    }
  }

  return {
    invoke,
    async [Symbol.asyncDispose]() {
      await instance?.terminate()
    },
  }
}
