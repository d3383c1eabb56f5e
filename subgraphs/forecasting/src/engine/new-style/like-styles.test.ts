import { expect, test } from 'vitest'
import { attributeWeights, findLikeStyles } from './like-styles.ts'
import { codeAttributes, codesOf } from './style-table.ts'

// Fabric tells the totals apart, colour does not.
const styles = [
  { fabric: 'silk', colour: 'red' },
  { fabric: 'silk', colour: 'blue' },
  { fabric: 'linen', colour: 'red' },
  { fabric: 'linen', colour: 'blue' },
]
const table = {
  ids: ['a', 'b', 'c', 'd'],
  logTotals: Float64Array.of(5, 5.1, 2, 2.1),
  attributes: codeAttributes(styles),
}

test('an attribute weighs by what it tells of the totals', () => {
  const [colour, fabric] = attributeWeights(table)
  expect(colour).toBe(0)
  // Mean squares 9 and 0.005: F = 1,800.
  expect(fabric).toBeCloseTo(1 - 1 / 1_800, 9)
})

test('like styles come heaviest first with what they share, and their weights sum to 1', () => {
  const codes = codesOf(table.attributes, { fabric: 'linen', colour: 'blue' })
  const found = findLikeStyles(table, codes, { weights: Float64Array.of(1, 3), sharpness: 4 })
  expect(found.map(({ id }) => id)).toEqual(['d', 'c', 'b', 'a'])
  expect(found.map(({ similarity }) => similarity)).toEqual([1, 0.75, 0.25, 0])
  expect(found.map(({ sharedAttributes }) => sharedAttributes)).toEqual([['colour', 'fabric'], ['fabric'], ['colour'], []])
  expect(found.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 12)
  expect((found[0]?.weight ?? 0) / (found[1]?.weight ?? 1)).toBeCloseTo(Math.E, 9)
})

test('an unknown value is shared with none, nor is one that nobody recorded', () => {
  const unknown = codesOf(table.attributes, { fabric: 'wool', colour: '' })
  const found = findLikeStyles(table, unknown, { weights: Float64Array.of(1, 1), sharpness: 4 })
  expect(found.map(({ weight, similarity }) => ({ weight, similarity }))).toEqual(styles.map(() => ({ weight: 0.25, similarity: 0 })))
})
