import type { Environment } from '@hemisphere/kit/config.ts'
import { carryOut } from '../control/carry-out.ts'
import { startControlServer } from '../control/control-server.ts'
import { oneAfterAnother } from '../control/one-after-another.ts'
import { startSecretsServer } from '../secrets/secrets-server.ts'
import { startGuard } from './guard.ts'
import { makeSecrets } from './make-secrets.ts'
import { planFreePorts, planPorts } from './ports.ts'
import type { ShowProgress } from './progress.ts'
import { createStepTracker } from './step-tracker.ts'
import { expectFreePorts, takeState } from './take-state.ts'
import type { WorldTenant } from './tenants.ts'
import { planStages } from './world-stages.ts'
import { createWorldParts } from './world-parts.ts'
import { createWorld, type World } from './world.ts'

export interface WorldOptions {
  readonly stateFolder: string
  /** The edge's port, from which all others are counted; 0 takes free ones. */
  readonly basePort: number
  /** Removes what earlier worlds have kept in the state folder. */
  readonly fresh: boolean
  readonly tenants: readonly WorldTenant[]
  /** Share of each tenant's assortment that is simulated. */
  readonly scale: number
  readonly now: () => number
  /** The computer's own environment: PATH, HOME, TMPDIR, and REDIS_URL where a Redis is there already. */
  readonly environment: Environment
  readonly progress: ShowProgress
  /** Gives the start up; everything is stopped before `startWorld` throws. */
  readonly signal: AbortSignal
}

/**
 * Brings the world up on this machine, with demo data, and returns when the edge answers for it. Throws WorldRunningError or
 * PortTakenError before anything is started; after any other fault everything that was started has been stopped.
 */
export async function startWorld(options: WorldOptions): Promise<World> {
  const { stateFolder, basePort, fresh, tenants, now, environment, progress, signal } = options
  await using stack = new AsyncDisposableStack()
  const { state } = stack.use(await takeState(stateFolder, { fresh }))
  const ports = basePort === 0 ? await planFreePorts() : planPorts(basePort)
  await expectFreePorts(ports)
  const secrets = await makeSecrets(state, { ports, tenants, now })
  const { url: secretsUrl } = stack.use(await startSecretsServer(secrets, ports.secrets))

  const tracker = createStepTracker(signal)
  const base = childEnvironment(environment, state.compileCache)
  const guard = stack.use(await startGuard({ state, base, signal }))
  void guard.ended.then((how) => tracker.fail(new Error(`the guard ended with ${how}; its log is ${guard.logFile}`)))
  const parts = await createWorldParts({ state, ports, secrets, guard, onLost: (error) => tracker.fail(error) })
  const stages = await planStages({ ...options, parts, state, ports, secrets, secretsUrl, tracker, guard, stack, base })
  try {
    await progress(tracker.track(stages))
  } finally {
    await tracker.settle()
  }
  stack.use(
    await startControlServer({
      port: ports.control,
      file: state.control,
      edgePort: ports.edge,
      carryOut: oneAfterAnother((order) => carryOut(parts, order)),
    }),
  )
  return createWorld({ ports, secrets, secretsUrl, tenants, failed: tracker.signal, running: stack.move() })
}

/** What every process of the world is given: where programs are, and placeholders for what AWS would give. */
function childEnvironment({ PATH, HOME, TMPDIR }: Environment, compileCache: string): Environment {
  return {
    ...(PATH === undefined ? {} : { PATH }),
    ...(HOME === undefined ? {} : { HOME }),
    ...(TMPDIR === undefined ? {} : { TMPDIR }),
    NODE_COMPILE_CACHE: compileCache,
    // The SDK signs every call; the world's Secrets Manager takes any key.
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    APOLLO_TELEMETRY_DISABLED: 'true',
  }
}
