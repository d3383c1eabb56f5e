import { runMain } from '@hemisphere/kit/service.ts'
import { startKeeper } from './keeper/start-keeper.ts'

await runMain(startKeeper)
