import { expect, test } from 'vitest'
import { replaceCensoredWeeks } from './censored.ts'

test('a censored week takes the mean of its two open neighbours on either side', () => {
  const demand = Float64Array.of(10, 12, 1, 0, 14, 16)
  expect([...replaceCensoredWeeks(demand, Uint8Array.of(0, 0, 1, 1, 0, 0))]).toEqual([10, 12, 13, 13, 14, 16])
})

test('a censored week is never below its sales', () => {
  const demand = Float64Array.of(4, 9, 4)
  expect([...replaceCensoredWeeks(demand, Uint8Array.of(0, 1, 0))]).toEqual([4, 9, 4])
})

test('sales stand where no week is open', () => {
  expect([...replaceCensoredWeeks(Float64Array.of(3, 0), Uint8Array.of(1, 1))]).toEqual([3, 0])
})

test('a week of net returns is no demand', () => {
  expect([...replaceCensoredWeeks(Float64Array.of(3, -2, 5))]).toEqual([3, 0, 5])
})
