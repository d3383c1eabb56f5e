import { expect, test } from 'vitest'
import { explainAbsence } from './no-forecast.ts'
import { wholeId } from './scope.ts'

const inChain = { merchandiseLevel: 'PRODUCT', storeId: wholeId } as const
const inStore = { merchandiseLevel: 'PRODUCT', storeId: '0193587c-5a3b-7c11-9d0e-0123456789ab' } as const
const facts = { discontinued: false, closedOn: null, lastSaleWeek: '2026-11-09', dataThrough: '2026-11-16' }

test('discontinued merchandise is told as such, whatever it sold', () => {
  expect(explainAbsence(inStore, { ...facts, discontinued: true }).reason).toBe('DISCONTINUED')
  expect(explainAbsence(inChain, { ...facts, discontinued: true, lastSaleWeek: undefined }).reason).toBe('DISCONTINUED')
})

test('a SKU that a store never sold is not ranged there; one that nobody sold has no history', () => {
  expect(explainAbsence(inStore, { ...facts, lastSaleWeek: undefined }).reason).toBe('NOT_RANGED')
  expect(explainAbsence(inChain, { ...facts, lastSaleWeek: undefined }).reason).toBe('NO_HISTORY')
  expect(explainAbsence({ ...inStore, merchandiseLevel: 'ASSORTMENT' }, { ...facts, lastSaleWeek: undefined }).reason).toBe('NO_HISTORY')
})

test('what sold within 52 weeks waits for the next run', () => {
  // The 52 weeks that end with the week of 2026-11-16 begin with the week of 2025-11-24.
  expect(explainAbsence(inChain, { ...facts, lastSaleWeek: '2025-11-24' }).reason).toBe('RUN_PENDING')
  expect(explainAbsence(inChain, { ...facts, dataThrough: null }).reason).toBe('RUN_PENDING')
})

test('what sold last over 52 weeks ago is asleep, and the hint says since when', () => {
  const asleep = { ...facts, lastSaleWeek: '2025-11-17' }
  expect(explainAbsence(inStore, asleep)).toMatchObject({ reason: 'NOT_RANGED', hint: expect.stringContaining('2025-11-17') })
  expect(explainAbsence(inChain, asleep).reason).toBe('NO_HISTORY')
})

test('a store that has closed before the first forecast week has no forecasts; one that closes later has', () => {
  expect(explainAbsence(inStore, { ...facts, closedOn: '2026-11-22' })).toMatchObject({ reason: 'NOT_RANGED' })
  expect(explainAbsence(inStore, { ...facts, closedOn: '2026-11-23' }).reason).toBe('RUN_PENDING')
})
