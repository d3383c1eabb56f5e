/**
 * What is promised of each region in 30 days: 99.9 % of operations are answered without INTERNAL_SERVER_ERROR and REGION_UNAVAILABLE,
 * and 95 of 100 within 800 ms. What a client did wrong, and a write that is refused while a home is read-only, are answers.
 */
export const slo = {
  /** Share of operations that may fail. */
  errorBudget: 0.001,
  days: 30,
  latencyMs: 800,
  /** Codes of operations that spend the budget. */
  faultCodes: ['INTERNAL_SERVER_ERROR', 'REGION_UNAVAILABLE'],
} as const

/** How fast a budget burns: 1 spends it in just its 30 days. */
export interface BurnWindow {
  readonly name: string
  readonly rate: number
  readonly longMinutes: number
  /** Ends the alarm soon after the burning has ended. */
  readonly shortMinutes: number
  /** Share of the budget that is gone when the alarm goes off, for its text. */
  readonly spent: string
}

/**
 * Windows and rates are those of "Alerting on SLOs" in Google's Site Reliability Workbook, whose slowest window is three days at rate
 * 1; a period of an alarm is a day at most ("PutMetricAlarm", CloudWatch API reference), so ours is a day at rate 3, which that chapter
 * gives as well.
 */
export const burnWindows: readonly BurnWindow[] = [
  { name: 'fast', rate: 14.4, longMinutes: 60, shortMinutes: 5, spent: '2 % of the budget in an hour' },
  { name: 'medium', rate: 6, longMinutes: 360, shortMinutes: 30, spent: '5 % of the budget in 6 hours' },
  { name: 'slow', rate: 3, longMinutes: 1_440, shortMinutes: 120, spent: '10 % of the budget in a day' },
]
