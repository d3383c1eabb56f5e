import { edgeErrors, errorAnswer } from '@hemisphere/edge-router/error-answer.ts'
import { errorPages } from '@hemisphere/edge-router/error-pages.ts'
import { errorCodes } from '@hemisphere/kit/error.ts'
import { errorResponse } from '@hemisphere/kit/graphql-response.ts'
import { expect, test } from 'vitest'

// A cast of Object.keys, which forgets the keys' type.
const codes = Object.keys(edgeErrors) as (keyof typeof edgeErrors)[]

test.each(codes)('%s of the edge has the shape of every other layer', (code) => {
  const input = { code, message: 'got that, wanted this', requestId: 'request-1', retryAfterSeconds: 30 }
  const expected = errorResponse({ ...input, region: 'edge' })
  const { status, headers = {}, body } = errorAnswer(input)
  expect({ status: Number(status), body }).toEqual({ status: expected.status, body: expected.body })
  expect(Object.fromEntries(Object.entries(headers).map(([name, [first]]) => [name, first?.value]))).toMatchObject(expected.headers)
})

test.each([
  [414, 'BAD_USER_INPUT'],
  [502, 'REGION_UNAVAILABLE'],
  [504, 'REGION_UNAVAILABLE'],
] as const)('the page for status %i has it, too', (status, code) => {
  const [error] = JSON.parse(errorPages.get(status) ?? '').errors
  expect(Object.keys(error.extensions)).toEqual(['code', 'retryable', 'requestId', 'region'])
  expect(error.extensions).toMatchObject({ code, retryable: errorCodes[code].retryable })
})
