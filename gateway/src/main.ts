import { runMain } from '@hemisphere/kit/service.ts'
import { startGateway } from './start.ts'

await runMain(startGateway)
