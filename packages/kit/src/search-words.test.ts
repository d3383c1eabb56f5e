import { expect, test } from 'vitest'
import { searchPatterns } from './search-words.ts'

test('each word becomes a pattern', () => {
  expect(searchPatterns('  linen \t dress ')).toEqual(['%linen%', '%dress%'])
})

test('wildcards and backslashes stand for themselves', () => {
  expect(searchPatterns(String.raw`50%_\x`)).toEqual([String.raw`%50\%\_\\x%`])
})

test('a text of 1 or 81 characters is refused, one of 2 or 80 is not', () => {
  expect(() => searchPatterns(' a ')).toThrow('filter.text got 1 characters, wanted 2 to 80')
  expect(() => searchPatterns('a'.repeat(81))).toThrow(/got 81 characters/)
  expect(searchPatterns('ab')).toEqual(['%ab%'])
  expect(searchPatterns('a'.repeat(80))).toHaveLength(1)
})

test('a character outside of the basic plane counts once', () => {
  expect(() => searchPatterns('👗')).toThrow(/got 1 characters/)
})
