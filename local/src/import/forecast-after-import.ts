import { findRunProgress } from '@hemisphere/forecasting/runs/find-run-progress.ts'
import { startForecastRun } from '@hemisphere/forecasting/runs/start-run.ts'
import { createPool } from '@hemisphere/kit/database.ts'
import { readDatabaseSecret, type SecretReader } from '@hemisphere/kit/secrets.ts'
