import { runMain } from '@hemisphere/kit/service.ts'
import { startStore } from './start.ts'

await runMain(startStore)
