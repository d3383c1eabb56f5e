import { expect, test } from 'vitest'
import { foldsOf } from './cross-folds.ts'

const ids = Array.from({ length: 23 }, (_, index) => `style ${(7 * index) % 23}`)

test('each row is set aside once, and with the same ids in whatever order they come', () => {
  const setAside = (list: readonly string[]): readonly string[] =>
    foldsOf(list, 5).map(({ test }) =>
      test
        .map((row) => list[row] ?? '')
        .toSorted()
        .join(),
    )
  expect(setAside(ids.toReversed())).toEqual(setAside(ids))
  const rows = foldsOf(ids, 5).flatMap(({ test }) => test)
  expect(rows.toSorted((one, other) => one - other)).toEqual([...ids.keys()])
})

test('a row is never in both parts of a fold', () => {
  for (const { test, train } of foldsOf(ids, 5)) {
    expect(test.some((row) => train.includes(row))).toBe(false)
    expect(test.length + train.length).toBe(ids.length)
  }
})
