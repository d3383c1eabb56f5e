import { expect, test } from 'vitest'
import { initialHealth, nextHealth, type Health } from './health.ts'

/** Health after checks at 1, 2, 3 …: `+` passed, `-` failed. */
function after(checks: string, threshold = 3): Health {
  let health = initialHealth(0)
  for (const [index, check] of checks.split('').entries()) health = nextHealth(health, check === '+', threshold, index + 1)
  return health
}

test('a new endpoint is not healthy before its first check', () => {
  expect(after('').state).toBe('initial')
})

test('a new endpoint is healthy from its first passed check on', () => {
  expect(after('+')).toMatchObject({ state: 'healthy', since: 1 })
  expect(after('--+')).toMatchObject({ state: 'healthy', since: 3 })
})

test('a new endpoint is unhealthy after as many failed checks as the threshold', () => {
  expect(after('--').state).toBe('initial')
  expect(after('---')).toMatchObject({ state: 'unhealthy', since: 3 })
})

test('a healthy endpoint stays so until the threshold of failed checks in a row', () => {
  expect(after('+--+--').state).toBe('healthy')
  expect(after('+--+---')).toMatchObject({ state: 'unhealthy', since: 7 })
})

test('an unhealthy endpoint comes back after the threshold of passed checks in a row', () => {
  expect(after('---++-++').state).toBe('unhealthy')
  expect(after('---++-+++')).toMatchObject({ state: 'healthy', since: 9 })
})

test('a threshold of one turns at every check', () => {
  expect(after('+-', 1).state).toBe('unhealthy')
  expect(after('+-+', 1).state).toBe('healthy')
})
