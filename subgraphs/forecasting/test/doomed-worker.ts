import { text } from 'node:stream/consumers'
import { createPool } from '@hemisphere/kit/database.ts'
import { createLogger } from '@hemisphere/kit/log.ts'
import { databaseSecretSchema } from '@hemisphere/kit/secrets.ts'
import { runForecastWorker } from '../src/worker/run-worker.ts'

/** A worker in a process of its own, for a test to kill; its login comes on stdin. */
const login = databaseSecretSchema.parse(JSON.parse(await text(process.stdin)))
const pool = await createPool({ login: async () => login, service: 'doomed-worker' })
const log = createLogger({ service: 'doomed-worker', region: 'eu-west-1', level: 'silent' })
await runForecastWorker({ pool, log, concurrency: 1, seriesPerBatch: 4 })
