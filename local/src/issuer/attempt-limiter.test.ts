import { expect, test } from 'vitest'
import { createAttemptLimiter } from './attempt-limiter.ts'

test('the wait doubles from the fifth failure on, to a quarter of an hour', () => {
  const limiter = createAttemptLimiter({ now: () => 0 })
  const waits = Array.from({ length: 17 }, () => {
    limiter.fail('a')
    return limiter.waitMs('a') / 1_000
  })
  expect(waits).toEqual([0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900])
})

test('a success and a quiet quarter of an hour forget the failures', () => {
  let time = 0
  const limiter = createAttemptLimiter({ now: () => time })
  const failFiveTimes = (): void => {
    for (let count = 0; count < 5; count += 1) limiter.fail('a')
  }
  failFiveTimes()
  limiter.succeed('a')
  limiter.fail('a')
  expect(limiter.waitMs('a')).toBe(0)
  failFiveTimes()
  time = 15 * 60_000 + 1
  limiter.fail('a')
  expect(limiter.waitMs('a')).toBe(0)
})

test('one key does not slow another, and no more keys are kept than wanted', () => {
  const limiter = createAttemptLimiter({ now: () => 0, maxKeys: 2 })
  for (const key of ['a', 'a', 'a', 'a', 'a', 'b', 'c']) limiter.fail(key)
  expect([limiter.waitMs('a'), limiter.waitMs('b')]).toEqual([0, 0])
})
