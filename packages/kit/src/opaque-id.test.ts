import { expect, test } from 'vitest'
import { errorCodeOf } from './error.ts'
import { decodeId, decodeIds, encodeId } from './opaque-id.ts'

const first = '0198f1de-7a10-7c3e-9a55-0123456789ab'
const second = '0198f1de-7a10-7c3e-9a55-ba9876543210'

test('an id gives back the UUIDs that it was made from', () => {
  expect(decodeId('shoe', encodeId('shoe', first))).toEqual([first])
  expect(decodeId('shoe-pair', encodeId('shoe-pair', first, second), 2)).toEqual([first, second])
})

test.each([
  ['of another type', encodeId('boot', first)],
  ['of another length', encodeId('shoe', first, second)],
  ['cut short', encodeId('shoe', first).slice(0, -1)],
  ['with a character too many', `${encodeId('shoe', first)}A`],
  ['with a padding bit set', `${encodeId('shoe', first).slice(0, -1)}x`],
  ['empty', ''],
])('an id %s is none', (_case, id) => {
  expect(decodeId('shoe', id)).toBeUndefined()
})

test('a filter with a wrong id, or with too many, is BAD_USER_INPUT', () => {
  const code = (attempt: () => unknown): unknown => {
    try {
      return attempt()
    } catch (error) {
      return error instanceof Error && 'extensions' in error ? errorCodeOf(error as { extensions: Record<string, unknown> }) : error
    }
  }
  expect(code(() => decodeIds('shoe', ['boot_x'], 'filter.ids'))).toBe('BAD_USER_INPUT')
  expect(
    code(() =>
      decodeIds(
        'shoe',
        Array.from({ length: 251 }, () => encodeId('shoe', first)),
        'filter.ids',
      ),
    ),
  ).toBe('BAD_USER_INPUT')
})
