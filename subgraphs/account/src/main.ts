import { runMain } from '@hemisphere/kit/service.ts'
import { startAccount } from './start.ts'

await runMain(startAccount)
