import fc from 'fast-check'
import { expect, test } from 'vitest'
import { editLikeStyles } from './edit-like-styles.ts'

const suggested = [
  { id: 'a', weight: 0.5 },
  { id: 'b', weight: 0.3 },
  { id: 'c', weight: 0.2 },
]

test('what a removed style gave goes to the others in proportion', () => {
  const [first, second] = editLikeStyles(suggested, { removed: ['a'] })
  expect(first).toEqual({ id: 'b', weight: expect.closeTo(0.6, 12) })
  expect(second).toEqual({ id: 'c', weight: expect.closeTo(0.4, 12) })
})

test('an own share stands and the others divide what is left', () => {
  const edited = editLikeStyles(suggested, { weights: [{ id: 'c', weight: 0.6 }] })
  expect(edited.map(({ id }) => id)).toEqual(['c', 'a', 'b'])
  expect(edited.map(({ weight }) => weight)).toEqual([0.6, 0.25, 0.15].map((weight) => expect.closeTo(weight, 12)))
})

test('a style beside the suggestion may be added, and own shares above 1 leave nothing to the others', () => {
  const weights = [
    { id: 'x', weight: 3 },
    { id: 'a', weight: 1 },
  ]
  expect(editLikeStyles(suggested, { weights })).toEqual([
    { id: 'x', weight: 0.75 },
    { id: 'a', weight: 0.25 },
  ])
})

test('nothing is left when all are taken out', () => {
  expect(editLikeStyles(suggested, { removed: ['a', 'b', 'c'] })).toEqual([])
  expect(editLikeStyles(suggested, { removed: ['b', 'c'], weights: [{ id: 'a', weight: 0 }] })).toEqual([])
})

test('a share that is no number is refused', () => {
  expect(() => editLikeStyles(suggested, { weights: [{ id: 'a', weight: Number.NaN }] })).toThrow('weights[0].weight is NaN')
})

test('the shares of whatever is left sum to 1', () => {
  const id = fc.constantFrom('a', 'b', 'c', 'd').map(String)
  const weights = fc.array(fc.record({ id, weight: fc.double({ min: 0, max: 2, noNaN: true }) }), { maxLength: 4 })
  fc.assert(
    fc.property(fc.array(id), weights, (removed, own) => {
      const edited = editLikeStyles(suggested, { removed, weights: own })
      const sum = edited.reduce((total, { weight }) => total + weight, 0)
      expect(edited.length === 0 ? 1 : sum).toBeCloseTo(1, 12)
      expect(edited.every(({ id, weight }) => weight > 0 && !removed.includes(id))).toBe(true)
    }),
  )
})
