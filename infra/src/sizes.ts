import type { Size } from './deployment.ts'

/** Tasks of one ECS service; CPU in units of 1,024 a core, memory in MiB. */
export interface TaskSize {
  readonly cpu: number
  readonly memoryMiB: number
  readonly min: number
  readonly max: number
}

/** What one region is made of. */
export interface RegionSize {
  readonly gateway: TaskSize
  readonly subgraph: TaskSize
  readonly worker: TaskSize
  /** Capacity units of Aurora Serverless v2, of about 2 GiB each. */
  readonly homeCapacity: { readonly min: number; readonly max: number }
  readonly directoryCapacity: { readonly min: number; readonly max: number }
  readonly cacheNode: string
  /** The Global Datastore takes no node below this family ("Prerequisites and limitations", ElastiCache user guide). */
  readonly sessionNode: string
}

export const sizes: Readonly<Record<Size, RegionSize>> = {
  small: {
    gateway: { cpu: 512, memoryMiB: 1_024, min: 2, max: 4 },
    subgraph: { cpu: 256, memoryMiB: 512, min: 2, max: 4 },
    worker: { cpu: 1_024, memoryMiB: 2_048, min: 0, max: 4 },
    homeCapacity: { min: 0.5, max: 8 },
    directoryCapacity: { min: 0.5, max: 2 },
    cacheNode: 'cache.t4g.small',
    sessionNode: 'cache.r7g.large',
  },
  medium: {
    gateway: { cpu: 1_024, memoryMiB: 2_048, min: 3, max: 12 },
    subgraph: { cpu: 512, memoryMiB: 1_024, min: 3, max: 12 },
    worker: { cpu: 2_048, memoryMiB: 4_096, min: 1, max: 16 },
    homeCapacity: { min: 2, max: 32 },
    directoryCapacity: { min: 0.5, max: 4 },
    cacheNode: 'cache.r7g.large',
    sessionNode: 'cache.r7g.large',
  },
  large: {
    gateway: { cpu: 2_048, memoryMiB: 4_096, min: 6, max: 48 },
    subgraph: { cpu: 1_024, memoryMiB: 2_048, min: 6, max: 48 },
    worker: { cpu: 4_096, memoryMiB: 8_192, min: 2, max: 64 },
    homeCapacity: { min: 8, max: 128 },
    directoryCapacity: { min: 1, max: 8 },
    cacheNode: 'cache.r7g.xlarge',
    sessionNode: 'cache.r7g.xlarge',
  },
}
