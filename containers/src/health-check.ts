/** Exit code 0 when the service of this container answers that it lives. */
const answer = await fetch(`http://127.0.0.1:${process.env['PORT']}/livez`, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined)
process.exitCode = answer?.ok === true ? 0 : 1
