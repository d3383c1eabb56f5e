import { expect, test } from 'vitest'
import { minimiseOnInterval } from './golden-section.ts'
import { minimiseBySimplex } from './nelder-mead.ts'

test('the simplex finds the least point of the Rosenbrock valley', () => {
  const rosenbrock = ([x = 0, y = 0]: readonly number[]): number => (1 - x) ** 2 + 100 * (y - x * x) ** 2
  const { point } = minimiseBySimplex(rosenbrock, {
    start: [-1.2, 1],
    steps: [0.5, 0.5],
    maxSteps: 300,
    tolerance: 1e-12,
  })
  expect(point[0]).toBeCloseTo(1, 2)
  expect(point[1]).toBeCloseTo(1, 2)
})

test('golden section finds the least point between its starts', () => {
  expect(minimiseOnInterval((x) => (x - 0.37) ** 2, [0, 0.5, 1])).toBeCloseTo(0.37, 2)
})

test('golden section stays at an end that is the least', () => {
  expect(minimiseOnInterval((x) => x, [0, 0.5, 1])).toBe(0)
})
