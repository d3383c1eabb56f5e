import { stopLeftovers } from './leftovers.ts'
import { findTakenPorts, type WorldPorts } from './ports.ts'
import { clearState, prepareStateFolder, stateFolderAt, type StateFolder } from './state-folder.ts'
import { lockWorld } from './world-lock.ts'

/** Thrown when somebody else listens on a port of the world; its message is fit for the screen. */
export class PortTakenError extends Error {}

export interface TakenState extends AsyncDisposable {
  readonly state: StateFolder
}

/**
 * Makes a state folder this process's own: WorldRunningError when another world uses it; what a start that was killed has
 * left running is stopped. `fresh` removes what earlier worlds have kept.
 */
export async function takeState(folder: string, { fresh }: { readonly fresh: boolean }): Promise<TakenState> {
  const state = stateFolderAt(folder)
  await prepareStateFolder(state)
  const lock = await lockWorld(state.lock)
  try {
    await stopLeftovers(state)
    if (fresh) {
      await clearState(state)
      await prepareStateFolder(state)
    }
  } catch (error) {
    await lock[Symbol.asyncDispose]()
    throw error
  }
  return { state, [Symbol.asyncDispose]: () => lock[Symbol.asyncDispose]() }
}

/** Throws PortTakenError with every port that is taken and what of the world wants it. */
export async function expectFreePorts(ports: WorldPorts): Promise<void> {
  const taken = await findTakenPorts(ports)
  if (taken.length === 0) return
  const list = taken.map(([port, owner]) => `${port} (wanted by ${owner})`).join(', ')
  throw new PortTakenError(`${taken.length === 1 ? 'a port is' : `${taken.length} ports are`} taken: ${list}`)
}
