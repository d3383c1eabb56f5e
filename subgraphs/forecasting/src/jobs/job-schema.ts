/** Schema of graphile-worker's tables. */
export const jobSchema = 'forecasting_jobs'
