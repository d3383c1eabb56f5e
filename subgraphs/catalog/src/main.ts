import { runMain } from '@hemisphere/kit/service.ts'
import { startCatalog } from './start.ts'

await runMain(startCatalog)
