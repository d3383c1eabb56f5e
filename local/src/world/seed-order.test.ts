import { expect, test } from 'vitest'
import { lastSundayBefore } from './seed-order.ts'

test.each([
  // 22 November 2026 is a Sunday.
  ['2026-11-23T00:00:00Z', '2026-11-22'],
  ['2026-11-28T23:59:59Z', '2026-11-22'],
  ['2026-11-29T12:00:00Z', '2026-11-22'],
  ['2026-11-30T00:00:00Z', '2026-11-29'],
])('at %s the last Sunday before is %s', (now, sunday) => {
  expect(lastSundayBefore(Date.parse(now))).toBe(sunday)
})
