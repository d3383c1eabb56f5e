import type { ServerResponse } from 'node:http'

/** Aborted `remainingMs` from now, or as soon as the client has gone without its answer; the timer ends with the response. */
export function watchRequest(response: ServerResponse, remainingMs: number): AbortSignal {
  const controller = new AbortController()
  const timer = setTimeout(() => controller.abort(new Error('the deadline has passed')), remainingMs)
  response.once('close', () => {
    clearTimeout(timer)
    if (!response.writableFinished) controller.abort(new Error('the client has gone'))
  })
  return controller.signal
}
