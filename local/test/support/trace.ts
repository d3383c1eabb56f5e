import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { regions } from '@hemisphere/topology/regions.ts'
import { stateFolderAt } from '@hemisphere/local/world/state-folder.ts'
import { inject, vi } from 'vitest'
import { z } from 'zod'
import { sendRaw } from './send-raw.ts'

const lineSchema = z.object({
  service: z.string(),
  requestId: z.string(),
  msg: z.string(),
  subgraphCalls: z.int().positive().optional(),
})

type Line = z.infer<typeof lineSchema>

/**
 * How far a request came, by the logs of every region: `the edge`, `the gateway of eu-west-1`, `the subgraphs of eu-west-1`, with
 * commas where it came to several. A line of each gateway about a later request shows that it would have been logged by now.
 */
export async function reachedBy(requestId: string): Promise<string> {
  if (requestId === '') throw new Error('got an answer without the id of its request, so nobody can tell how far it came')
  const witness = `witness-${randomUUID()}`
  await Promise.all(Object.values(inject('world').gateways).map((url) => sendWitness(url, witness)))
  const reached = await Promise.all(
    regions.map(async ({ name }) => {
      const lines = await vi.waitFor(() => linesWith(name, witness), { timeout: 20_000, interval: 20 })
      return placesIn(
        lines.filter((line) => line.requestId === requestId),
        name,
      )
    }),
  )
  return reached.flat().join(', ') || 'the edge'
}

async function sendWitness(url: string, requestId: string): Promise<void> {
  const { status } = await sendRaw(url, {
    headers: [`x-hemisphere-request-id: ${requestId}`, 'content-type: application/json'],
    body: '{}',
  })
  if (status !== 403) throw new Error(`a request that did not come through the edge was answered with ${status}, wanted 403`)
}

async function linesWith(region: string, witness: string): Promise<readonly Line[]> {
  const text = await readFile(join(stateFolderAt(inject('world').stateFolder).logs, `${region}.log`), 'utf8')
  const lines = text.split('\n').flatMap((line) => readLine(line))
  if (!lines.some(({ requestId, msg }) => requestId === witness && msg === 'operation'))
    throw new Error(`the log of ${region} does not tell of the witness`)
  return lines
}

function readLine(text: string): readonly Line[] {
  if (!text.includes('"requestId"')) return []
  const { data } = lineSchema.safeParse(JSON.parse(text))
  return data === undefined ? [] : [data]
}

/** A line of a subgraph is proof as well, whatever the gateway says. */
function placesIn(lines: readonly Line[], region: string): readonly string[] {
  if (lines.length === 0) return []
  const isServed = lines.some(({ service, subgraphCalls }) => service !== 'gateway' || subgraphCalls !== undefined)
  return [isServed ? `the subgraphs of ${region}` : `the gateway of ${region}`]
}
