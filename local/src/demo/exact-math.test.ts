import { expect, test } from 'vitest'
import { cosTurns, exp, ln, power } from './exact-math.ts'

const grid = Array.from({ length: 400 }, (_, i) => (i - 200) / 10)

test('exp agrees with the engine to 13 digits', () => {
  for (const x of grid) expect(exp(x) / Math.exp(x)).toBeCloseTo(1, 13)
})

test('ln agrees with the engine to 13 digits', () => {
  for (const x of grid) expect(Math.abs(ln(Math.exp(x)) - x)).toBeLessThan(1e-13 * Math.max(1, Math.abs(x)))
})

test('cosTurns agrees with the engine to 13 digits, whole turns aside', () => {
  for (const x of grid) expect(cosTurns(x)).toBeCloseTo(Math.cos(2 * Math.PI * (x % 1)), 12)
})

test('a power of a positive base is the repeated product', () => {
  expect(power(0.75, 3)).toBeCloseTo(0.421875, 13)
})

test('ln of zero is refused', () => {
  expect(() => ln(0)).toThrow('wanted a positive number')
})
