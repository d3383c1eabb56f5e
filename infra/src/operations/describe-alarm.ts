/** Page of docs/runbooks that says what to do. */
export type Runbook =
  | 'answers-are-slow'
  | 'certificate-expires'
  | 'database-at-capacity'
  | 'error-budget-burns'
  | 'forecasts-wait'
  | 'probe-fails'
  | 'region-lost'
  | 'release-rolled-back'
  | 'replication-lags'
  | 'secret-rotation-failed'
  | 'store-memory-full'
  | 'writer-lease-not-held'

/** Text of an alarm: what is wrong, and the page that says what to do. */
export function describeAlarm(what: string, runbook: Runbook): string {
  return `${what}. Runbook: ${runbook}`
}
