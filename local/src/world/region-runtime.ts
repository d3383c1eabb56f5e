import type { ChildService } from './child-service.ts'
import { startRedis, type RedisOptions } from './redis.ts'
import { startRegion, startRegionWorker, type RegionServicesOptions } from './region-services.ts'

export interface RegionRuntimeOptions {
  readonly services: RegionServicesOptions
  /** Of the region's cache; undefined where there is no Redis of ours. */
  readonly redis: RedisOptions | undefined
  /** Told of every process that would not notice the end of this one. */
  readonly onStarted: (child: ChildService) => void
  /** Told of a process that ended by itself. */
  readonly onLost: (child: ChildService, how: string) => void
}

/** Parts of a region that can be lost alone. */
export type RegionPart = 'compute' | 'redis'

const parts = { compute: ['services', 'worker'], redis: ['redis'] } as const satisfies Record<RegionPart, readonly string[]>

type ProcessName = (typeof parts)[RegionPart][number]

/** The processes of one region, its databases and its member of the sessions apart; disposal stops all of them. */
export interface RegionRuntime extends AsyncDisposable {
  /** Starts what does not run of a part. */
  readonly start: (part: RegionPart) => Promise<void>
  readonly stop: (part: RegionPart) => Promise<void>
  /** Ends a part as if its machines were lost. */
  readonly kill: (part: RegionPart) => Promise<void>
  isRunning(part: RegionPart): boolean
}

export function createRegionRuntime(options: RegionRuntimeOptions): RegionRuntime {
  const { services, redis, onStarted, onLost } = options
  const running = new Map<ProcessName, ChildService>()
  const expected = new Set<ChildService>()

  const starts: Readonly<Record<ProcessName, () => Promise<ChildService | undefined>>> = {
    services: () => startRegion(services),
    worker: () => startRegionWorker(services),
    redis: async () => (redis === undefined ? undefined : startRedis(redis)),
  }

  async function startProcess(name: ProcessName): Promise<void> {
    if (running.has(name)) return
    const child = await starts[name]()
    if (child === undefined) return
    running.set(name, child)
    onStarted(child)
    void (async (): Promise<void> => {
      const how = await child.ended
      if (running.get(name) === child) running.delete(name)
      if (!expected.has(child)) onLost(child, how)
    })()
  }

  async function endProcess(name: ProcessName, how: 'stop' | 'kill'): Promise<void> {
    const child = running.get(name)
    if (child === undefined) return
    expected.add(child)
    await (how === 'kill' ? child.kill() : child[Symbol.asyncDispose]())
    running.delete(name)
  }

  const endAll = async (names: readonly ProcessName[], how: 'stop' | 'kill'): Promise<void> => {
    await Promise.all(names.map((name) => endProcess(name, how)))
  }

  return {
    async start(part) {
      await Promise.all(parts[part].map(startProcess))
    },
    stop: (part) => endAll(parts[part], 'stop'),
    kill: (part) => endAll(parts[part], 'kill'),
    isRunning: (part) => parts[part].some((name) => running.has(name)),
    async [Symbol.asyncDispose]() {
      await endAll(parts.compute, 'stop')
      await endAll(parts.redis, 'stop')
    },
  }
}
