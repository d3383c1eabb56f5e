import { randomBytes, randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { createCursorCodec } from './cursor.ts'

const secret = randomBytes(32)
const tenant = randomUUID()
const cursors = createCursorCodec([secret], tenant)

test('a cursor gives back its sort key', () => {
  expect(cursors.decode('shoes:title', cursors.encode('shoes:title', ['Böot', 7, null]), 3)).toEqual(['Böot', 7, null])
})

test('a cursor is good after failover: another process with the same secret reads it', () => {
  expect(createCursorCodec([secret], tenant).decode('shoes', cursors.encode('shoes', [1]), 1)).toEqual([1])
})

test('a cursor is good while its key is the previous one, and new ones have the current key', () => {
  const next = randomBytes(32)
  const rotated = createCursorCodec([next, secret], tenant)
  expect(rotated.decode('shoes', cursors.encode('shoes', [1]), 1)).toEqual([1])
  expect(createCursorCodec([next], tenant).decode('shoes', rotated.encode('shoes', [2]), 1)).toEqual([2])
})

test.each([
  ['of another tenant', createCursorCodec([secret], randomUUID()).encode('shoes', [1])],
  ['of another list', cursors.encode('boots', [1])],
  ['of another secret', createCursorCodec([randomBytes(32)], tenant).encode('shoes', [1])],
  ['with another sort key', cursors.encode('shoes', [1, 2])],
  ['that was changed', `${cursors.encode('shoes', [1]).slice(0, -1)}_`],
  ['that is empty', ''],
  ['that is text', 'first page please'],
])('a cursor %s is BAD_USER_INPUT', (_case, cursor) => {
  expect(() => cursors.decode('shoes', cursor, 1)).toThrow(
    expect.objectContaining({ extensions: expect.objectContaining({ code: 'BAD_USER_INPUT' }) }),
  )
})
