import { parentPort, workerData } from 'node:worker_threads'
import type { Invocation, InvocationResult } from './lambda-messages.ts'

// Entry of the thread that plays one Lambda instance: loads the bundle once, then answers invocations.
const port = parentPort
if (port === null) throw new Error('a Lambda thread is started by startLambda')
const loading: Promise<{ handler: (event: unknown) => Promise<unknown> }> = import(String(workerData))

async function run({ id, event }: Invocation): Promise<InvocationResult> {
  try {
    const { handler } = await loading
    return { id, answer: JSON.stringify((await handler(JSON.parse(event))) ?? null) }
  } catch (error) {
    const fault = error instanceof Error ? error : new Error(String(error))
    return { id, errorType: fault.name, errorMessage: fault.message }
  }
}

port.on('message', (invocation: Invocation) => {
  void run(invocation).then((result) => port.postMessage(result, []))
})
