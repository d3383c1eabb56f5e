import { z } from 'zod'
import { NoWorldError } from '../control/control-client.ts'
import { readTextIfThere } from '../world/file-text.ts'
import { planPorts, type WorldPorts } from '../world/ports.ts'
import type { StateFolder } from '../world/state-folder.ts'

/** All ports of a world stand at fixed distances from each other: those of the running one follow from where it takes orders. */
export async function portsOfRunning({ control }: Pick<StateFolder, 'control'>): Promise<WorldPorts> {
  const text = await readTextIfThere(control)
  if (text === undefined) throw new NoWorldError('no world runs here: start it with "npm start"')
  const { url } = z.object({ url: z.url() }).parse(JSON.parse(text))
  return planPorts(Number(new URL(url).port) - planPorts(0).control)
}
