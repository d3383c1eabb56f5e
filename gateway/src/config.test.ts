import { expect, test } from 'vitest'
import { cacheConfig, readGatewayConfig, sessionConfig, type SessionConfig } from './config.ts'

const needed = {
  HEMISPHERE_REGION: 'eu-west-1',
  HEMISPHERE_ZONE: 'eu',
  PORT: '0',
  ACCOUNT_URL: 'http://127.0.0.1:1',
  CATALOG_URL: 'http://127.0.0.1:1',
  FORECASTING_URL: 'http://127.0.0.1:1',
  STORE_URL: 'http://127.0.0.1:1',
  TOKEN_ISSUER: 'https://issuer.eu.example',
  TOKEN_JWKS_URL: 'https://issuer.eu.example/jwks',
  SIGN_IN_CLIENT_IDS: 'web',
}

function sessionsOf(more: Readonly<Record<string, string>>): SessionConfig {
  return sessionConfig(readGatewayConfig({ ...needed, ...more }))
}

test('without a public address nobody signs in', () => {
  expect(sessionsOf({ SESSION_REDIS_URL: 'redis://sessions:6379' })).toEqual({ kind: 'off' })
})

test('a session lasts an hour without use and twelve hours in all, unless told otherwise', () => {
  const on = { kind: 'on', publicOrigin: 'https://app.example', store: { urls: [], tokenSecretId: undefined } }
  expect(sessionsOf({ PUBLIC_URL: 'https://app.example' })).toEqual({ ...on, limits: { idleMs: 3_600_000, absoluteMs: 43_200_000 } })
  const told = { PUBLIC_URL: 'https://app.example', SESSION_IDLE_MINUTES: '15', SESSION_ABSOLUTE_HOURS: '8' }
  expect(sessionsOf(told)).toEqual({ ...on, limits: { idleMs: 900_000, absoluteMs: 28_800_000 } })
})

test('sessions have a store of their own, else the one that the region has', () => {
  const both = { PUBLIC_URL: 'http://localhost:4000', REDIS_URL: 'redis://region:6379', SESSION_REDIS_URL: 'redis://zone:6379' }
  expect(sessionsOf(both)).toMatchObject({ store: { urls: ['redis://zone:6379'] } })
  expect(sessionsOf({ PUBLIC_URL: both.PUBLIC_URL, REDIS_URL: both.REDIS_URL })).toMatchObject({ store: { urls: ['redis://region:6379'] } })
})

test.each(['rediss://one:6379 rediss://two:6379', 'rediss://one:6379,rediss://two:6379', ' rediss://one:6379 ,\n rediss://two:6379 '])(
  'the store of the sessions may have several members: "%s"',
  (text) => {
    const on = sessionsOf({ PUBLIC_URL: 'https://app.example', SESSION_REDIS_URL: text })
    expect(on).toMatchObject({ store: { urls: ['rediss://one:6379', 'rediss://two:6379'] } })
  },
)

test.each(['', ' , ', 'sessions:6379', 'https://sessions', 'redis://one:6379; redis://two:6379'])(
  '"%s" names no members of a store',
  (text) => {
    expect(() => sessionsOf({ PUBLIC_URL: 'https://app.example', SESSION_REDIS_URL: text })).toThrow('SESSION_REDIS_URL')
  },
)

test.each([
  'http://app.example',
  'https://app.example/',
  'https://app.example/app',
  'https://user@app.example',
  'ftp://app.example',
  'http://localhost.evil.example',
])('%s is no public address: browsers would not keep our cookies there, or it is no origin', (address) => {
  expect(() => sessionsOf({ PUBLIC_URL: address })).toThrow('PUBLIC_URL')
})

test.each([
  ['SESSION_IDLE_MINUTES', '5'],
  ['SESSION_IDLE_MINUTES', 'x'],
  ['SESSION_ABSOLUTE_HOURS', '0'],
])('%s of %s is refused', (name, value) => {
  expect(() => readGatewayConfig({ ...needed, [name]: value })).toThrow(name)
})

test('each store has the token of its own secret, and sessions in the cache that of the cache', () => {
  const cache = { REDIS_URL: 'rediss://region:6379', REDIS_TOKEN_SECRET: 'cache/token' }
  const own = { SESSION_REDIS_URL: 'rediss://zone:6379', SESSION_REDIS_TOKEN_SECRET: 'sessions/token' }
  expect(cacheConfig(readGatewayConfig({ ...needed, ...cache }))).toEqual({ urls: ['rediss://region:6379'], tokenSecretId: 'cache/token' })
  const publicUrl = { PUBLIC_URL: 'https://app.example' }
  expect(sessionsOf({ ...publicUrl, ...cache })).toMatchObject({ store: { tokenSecretId: 'cache/token' } })
  expect(sessionsOf({ ...publicUrl, ...cache, ...own })).toMatchObject({ store: { tokenSecretId: 'sessions/token' } })
})

test.each([
  { REDIS_TOKEN_SECRET: 'token' },
  { REDIS_TOKEN_SECRET: 'token', REDIS_URL: 'redis://region:6379' },
  { REDIS_TOKEN_SECRET: 'token', REDIS_URL: 'rediss://:password@region:6379' },
])('a token is sent through TLS alone, and not beside a password: %o', (variables) => {
  expect(() => readGatewayConfig({ ...needed, ...variables })).toThrow(/^ {2}REDIS_URL: /m)
})

test('of the members of a store none gets the token without TLS', () => {
  const members = { SESSION_REDIS_TOKEN_SECRET: 'token', SESSION_REDIS_URL: 'rediss://one:6379 redis://two:6379' }
  expect(() => readGatewayConfig({ ...needed, ...members })).toThrow(/SESSION_REDIS_URL/)
})
