import { z } from 'zod'
import { hasCode, readTextIfThere } from '../world/file-text.ts'
import { worldStatusSchema, type ControlOrder, type WorldStatus } from './control-order.ts'

/** There is no world to control; its message is fit for the screen. */
export class NoWorldError extends Error {}

/** Gives orders to the world that runs on a state folder. */
export interface ControlClient {
  /** Carries an order out, and tells what runs then. Whatever the world refused is thrown in its words. */
  send(order: ControlOrder): Promise<WorldStatus>
}

const addressSchema = z.object({ url: z.url(), token: z.string() })
const refusalSchema = z.object({ message: z.string() })

/** Rebuilding a replica takes its time. */
const timeoutMs = 120_000

/** The control of the world whose address is in `file`; NoWorldError when there is none, or none answers. */
export async function openControl(file: string): Promise<ControlClient> {
  const text = await readTextIfThere(file)
  if (text === undefined) throw new NoWorldError('no world runs here: start it with "npm start"')
  const { url, token } = addressSchema.parse(JSON.parse(text))
  return {
    async send(order) {
      const answer = await fetch(url, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify(order),
        signal: AbortSignal.timeout(timeoutMs),
      }).catch((error: unknown) => {
        if (error instanceof TypeError && hasCode(error.cause, 'ECONNREFUSED'))
          throw new NoWorldError('no world answers: start it with "npm start"', { cause: error })
        throw error
      })
      const body: unknown = await answer.json()
      if (!answer.ok) throw new Error(refusalSchema.parse(body).message)
      return worldStatusSchema.parse(body)
    },
  }
}
