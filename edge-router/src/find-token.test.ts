import type { CloudFrontHeaders } from 'aws-lambda'
import { describe, expect, test } from 'vitest'
import { findToken } from './find-token.ts'

const cookie = (...values: readonly string[]): CloudFrontHeaders => ({ cookie: values.map((value) => ({ key: 'Cookie', value })) })
const authorization = (...values: readonly string[]): CloudFrontHeaders => ({ authorization: values.map((value) => ({ value })) })

describe('an access token', () => {
  test('is read from the authorization', () => {
    expect(findToken(authorization('Bearer a.b.c'))).toBe('a.b.c')
  })

  test.each([
    ['alone', ['__Host-hemisphere-token=a.b.c']],
    ['among others', ['theme=dark; __Host-hemisphere-token=a.b.c;session=x']],
    ['in one of several headers', ['theme=dark', '__Host-hemisphere-token=a.b.c', 'a=b']],
    ['beside broken ones', ['; ;=;broken; a==b; __Host-hemisphere-token=a.b.c; é=ü']],
    [
      'beside one whose name begins alike',
      ['__Host-hemisphere-token2=d.e.f; __Host-hemisphere-token=a.b.c; a__Host-hemisphere-token=g.h.i'],
    ],
  ])('is read from a cookie %s', (_, values) => {
    expect(findToken(cookie(...values))).toBe('a.b.c')
  })

  test('of the authorization is meant when there is a cookie, too', () => {
    expect(findToken({ ...cookie('__Host-hemisphere-token=d.e.f'), ...authorization('Bearer a.b.c') })).toBe('a.b.c')
  })
})

describe('UNAUTHENTICATED is', () => {
  test.each<[string, CloudFrontHeaders, string]>([
    ['no token', {}, 'got no access token'],
    ['another cookie', cookie('theme=dark'), 'got no access token'],
    ['two authorizations', authorization('Bearer a.b.c', 'Bearer a.b.c'), 'not one bearer token'],
    ['two tokens in one', authorization('Bearer a.b.c, Bearer a.b.c'), 'not one bearer token'],
    ['a broken authorization, whatever the cookie', { ...cookie('__Host-hemisphere-token=a.b.c'), ...authorization('Bearer') }, 'not one'],
    ['an empty authorization', { ...cookie('__Host-hemisphere-token=a.b.c'), ...authorization('') }, 'not one bearer token'],
    ['two cookies', cookie('__Host-hemisphere-token=a.b.c; __Host-hemisphere-token=a.b.c'), 'two cookies'],
    ['two cookies in two headers', cookie('__Host-hemisphere-token=a.b.c', '__Host-hemisphere-token=d.e.f'), 'two cookies'],
    ['a cookie in other letters', cookie('__host-Hemisphere-Token=a.b.c'), 'almost'],
    ['a cookie with space after its name', cookie('__Host-hemisphere-token =a.b.c'), 'almost'],
    ['a second cookie in other letters', cookie('__Host-hemisphere-token=a.b.c; __HOST-hemisphere-token=d.e.f'), 'almost'],
    ['a cookie without a value', cookie('__Host-hemisphere-token'), 'almost'],
    ['an empty cookie', cookie('__Host-hemisphere-token='), 'no access token'],
    ['a quoted cookie', cookie('__Host-hemisphere-token="a.b.c"'), 'no access token'],
    ['a cookie with space in it', cookie('__Host-hemisphere-token= a.b.c'), 'no access token'],
    ['a cookie of another form', cookie('__Host-hemisphere-token=a.b'), 'no access token'],
  ])('%s', (_, headers, reason) => {
    expect(() => findToken(headers)).toThrow(reason)
    expect(() => findToken(headers)).toThrow(expect.objectContaining({ code: 'UNAUTHENTICATED' }))
  })
})
