import type { ChildService } from './child-service.ts'
import { buildEdge, startEdge, type EdgeBundles, type EdgeOptions } from './edge.ts'

export interface EdgeRuntimeOptions {
  readonly edge: EdgeOptions
  /** Told of the process when it ended by itself. */
  readonly onLost: (child: ChildService, how: string) => void
}

/** The edge's process, which can be lost and started again; disposal stops it. */
export interface EdgeRuntime extends AsyncDisposable {
  /** Builds the functions anew, with the map and the keys as they are now: what a deployment does. */
  deploy(): Promise<void>
  /** Starts the functions that were deployed last, on a machine whose clock may be wrong. */
  start(clockSkewMs?: number): Promise<void>
  kill(): Promise<void>
}

export function createEdgeRuntime({ edge, onLost }: EdgeRuntimeOptions): EdgeRuntime {
  let running: ChildService | undefined
  let bundles: EdgeBundles | undefined
  const expected = new Set<ChildService>()

  async function end(how: 'stop' | 'kill'): Promise<void> {
    const child = running
    if (child === undefined) return
    expected.add(child)
    await (how === 'kill' ? child.kill() : child[Symbol.asyncDispose]())
    running = undefined
  }

  return {
    async deploy() {
      bundles = await buildEdge(edge)
    },
    async start(clockSkewMs = 0) {
      if (bundles === undefined) throw new Error('no functions were deployed to the edge')
      await end('stop')
      const child = await startEdge(edge, bundles, clockSkewMs)
      running = child
      void (async (): Promise<void> => {
        const how = await child.ended
        if (!expected.has(child)) onLost(child, how)
      })()
    },
    kill: () => end('kill'),
    [Symbol.asyncDispose]: () => end('stop'),
  }
}
