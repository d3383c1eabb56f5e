import { createSecretReader } from '@hemisphere/kit/secrets.ts'
import { startCloudFront, type RunningCloudFront } from '../cloudfront/cloudfront.ts'
import { readyMessage } from './child-service.ts'
import { edgeOrderSchema } from './edge-order.ts'
import { edgeOriginVerifyId } from './secret-ids.ts'

/** Runs CloudFront's stand-in until SIGTERM, or until the process that started this one is gone. */
async function startEdge(text: string): Promise<RunningCloudFront> {
  const { port, bundle, viewerFunction, keyValueFile, secretsRegion, secretsUrl, zones, clockSkewMs } = edgeOrderSchema.parse(
    JSON.parse(text),
  )
  if (clockSkewMs !== 0) setClockWrong(clockSkewMs)
  using secrets = createSecretReader({ region: secretsRegion, endpoint: secretsUrl })
  const originVerify = zones.map(async (zone) => [`x-origin-verify-${zone}`, await secrets.read(edgeOriginVerifyId(zone))] as const)
  return startCloudFront({
    port,
    bundle,
    viewerRequest: { function: viewerFunction, keyValueFile },
    defaultOriginHeaders: Object.fromEntries(await Promise.all(originVerify)),
    onFault: logFault,
  })
}

/** The clock of a machine that is ahead, or behind: the function asks no other. */
function setClockWrong(skewMs: number): void {
  const right = Date.now
  Date.now = () => right() + skewMs
}

function logFault(fault: unknown): void {
  const message = fault instanceof Error ? (fault.stack ?? fault.message) : String(fault)
  process.stderr.write(`${JSON.stringify({ level: 'error', service: 'edge', time: new Date().toISOString(), message })}\n`)
}

const { promise: stopped, resolve: stop } = Promise.withResolvers<void>()
process.once('SIGTERM', stop)
process.once('disconnect', stop)
const edge = await startEdge(process.argv[2] ?? '')
process.send?.(readyMessage)
await stopped
await edge[Symbol.asyncDispose]()
// The channel to the parent would keep this process alive.
if (process.connected) process.disconnect()
