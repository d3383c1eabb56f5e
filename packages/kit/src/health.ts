import type { FastifyInstance } from 'fastify'

/** `/livez`: the process runs. `/readyz`: it can answer; 503 while `checkReady` throws. Neither tells why: that is in the log. */
export function addHealthRoutes(app: FastifyInstance, checkReady: () => Promise<void>): void {
  app.get('/livez', async () => ({ status: 'ok' }))
  app.get('/readyz', async (_request, reply) => {
    try {
      await checkReady()
      return { status: 'ok' }
    } catch {
      return reply.code(503).send({ status: 'unavailable' })
    }
  })
}
