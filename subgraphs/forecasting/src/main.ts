import { runMain } from '@hemisphere/kit/service.ts'
import { startForecasting } from './start.ts'

await runMain(startForecasting)
