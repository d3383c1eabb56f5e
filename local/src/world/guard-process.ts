import { readyMessage } from './child-service.ts'
import { processRecordSchema, type ProcessRecord } from './process-record.ts'
import { stopProcess } from './stop-process.ts'

const stopLimitMs = 30_000

/**
 * Outlives the process that brought the world up, if that is killed, and stops what could not notice it: databases and Redis.
 * Each message of the parent is the record of one process; SIGTERM is the parent's word that nothing is left to guard.
 */
const guarded: ProcessRecord[] = []
process.once('SIGTERM', () => process.exit(0))
process.on('message', (message) => guarded.push(processRecordSchema.parse(message)))
process.once('disconnect', () => {
  void Promise.all(guarded.map((record) => stopProcess(record, 'SIGINT', stopLimitMs)))
})
process.send?.(readyMessage)
