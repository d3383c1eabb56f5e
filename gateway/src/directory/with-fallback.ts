import type { Directory } from './directory.ts'

export interface FallbackOptions {
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly onFault: (error: unknown) => void
  /** How long a member that failed is not asked again. */
  readonly pauseMs?: number
}

/** The nearest member of the directory, and the one in the buddy region while that does not answer; in need, the other way round. */
export function withFallback(near: Directory, far: Directory, { now, onFault, pauseMs = 5_000 }: FallbackOptions): Directory {
  let failedAt = -Infinity

  async function ask<Answer>(question: (directory: Directory) => Promise<Answer>): Promise<Answer> {
    const isPaused = now() - failedAt <= pauseMs
    try {
      return await question(isPaused ? far : near)
    } catch (error) {
      if (!isPaused) failedAt = now()
      onFault(error)
      return question(isPaused ? near : far)
    }
  }

  return {
    findPlacement: (tenantId) => ask((directory) => directory.findPlacement(tenantId)),
    findPermissionSet: (tenantId, permissionSetId) => ask((directory) => directory.findPermissionSet(tenantId, permissionSetId)),
    check: () => ask((directory) => directory.check()),
  }
}
