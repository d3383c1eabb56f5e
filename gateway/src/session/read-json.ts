import { readBounded } from '../subgraph/read-bounded.ts'

const maxBytes = 64 * 1024

/** The JSON of an issuer's answer, at most 64 KiB of it; throws for anything else. */
export async function readJson(answer: Response): Promise<unknown> {
  if (answer.body === null) throw new Error(`the issuer answered ${answer.status} without a body`)
  const text = await readBounded(answer.body, maxBytes)
  try {
    return JSON.parse(text)
  } catch {
    // Its parts could be in the reason, and with them a token.
    throw new Error(`the issuer answered ${answer.status} with something that is not JSON`)
  }
}
