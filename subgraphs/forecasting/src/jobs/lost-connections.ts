import type pg from 'pg'

/**
 * Keeps a connection that breaks between two statements from ending the process: its next statement fails, and the pool replaces it.
 * Without a listener Node.js would throw the event.
 */
export function surviveLostConnections(pool: pg.Pool): void {
  pool.on('connect', (client) => {
    client.on('error', () => undefined)
  })
}
