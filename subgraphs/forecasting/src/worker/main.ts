import { runMain } from '@hemisphere/kit/service.ts'
import { startForecastWorker } from './start-worker.ts'

await runMain(startForecastWorker)
