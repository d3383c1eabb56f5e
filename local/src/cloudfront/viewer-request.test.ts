import { expect, test } from 'vitest'
import { stripReservedHeaders } from './viewer-request.ts'

test('headers that only we may set are dropped, others stay', () => {
  const headers = {
    'x-hemisphere-region': 1,
    'x-hemisphere-': 2,
    'x-origin-verify': 3,
    'x-edge-location': 4,
    'x-hemisphere': 5,
    authorization: 6,
  }
  expect(stripReservedHeaders(headers)).toEqual({ 'x-hemisphere': 5, authorization: 6 })
})
