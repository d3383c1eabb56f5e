import { expect, test } from 'vitest'
import { localDay } from './local-day.ts'

// Kiritimati is UTC+14, Pago Pago UTC-11: at 10:30 UTC the one has the next day, the other the day before.
test('one instant falls on three days of the earth', () => {
  const instant = Date.parse('2026-01-01T10:30:00Z')
  const days = ['Pacific/Kiritimati', 'UTC', 'Pacific/Pago_Pago'].map((timeZone) => localDay(instant, timeZone))
  expect(days).toEqual(['2026-01-02', '2026-01-01', '2025-12-31'])
})
