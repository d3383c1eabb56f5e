import { expect, test } from 'vitest'
import { databaseFault } from './database-fault.ts'
import { isOurFault } from './mask-error.ts'

function failed(code: string, message = 'it failed'): Error {
  return Object.assign(new Error(message), { code })
}

test.each([
  ['HS001', 'TENANT_MOVED'],
  ['HS004', 'TENANT_MOVED'],
  ['HS002', 'REGION_READ_ONLY'],
  ['HS003', 'REGION_READ_ONLY'],
  // read_only_sql_transaction: a replica, or a writer that became one under a transaction.
  ['25006', 'REGION_READ_ONLY'],
  // cannot_connect_now: starting up, in recovery, shutting down.
  ['57P03', 'REGION_UNAVAILABLE'],
  // admin_shutdown and crash_shutdown under a statement.
  ['57P01', 'REGION_UNAVAILABLE'],
  ['57P02', 'REGION_UNAVAILABLE'],
  // too_many_connections.
  ['53300', 'REGION_UNAVAILABLE'],
  ['08006', 'REGION_UNAVAILABLE'],
  ['ECONNREFUSED', 'REGION_UNAVAILABLE'],
  ['ECONNRESET', 'REGION_UNAVAILABLE'],
])('%s is %s, which is no fault of ours', (code, expected) => {
  const error = failed(code)
  const fault = databaseFault(error)
  expect(fault?.extensions['code']).toBe(expected)
  expect(fault?.originalError).toBe(error)
  expect(fault !== undefined && isOurFault(fault)).toBe(false)
})

test.each([
  'Connection terminated unexpectedly',
  'Connection terminated due to connection timeout',
  'timeout exceeded when trying to connect',
  'Query read timeout',
  'Client has encountered a connection error and is not queryable',
])('"%s", for which pg has no code, is REGION_UNAVAILABLE', (message) => {
  expect(databaseFault(new Error(message))?.extensions).toEqual({ code: 'REGION_UNAVAILABLE', retryable: true, retryAfterSeconds: 1 })
})

test.each([
  ['a unique violation', failed('23505')],
  ['a statement that took too long', failed('57014')],
  ['a table that is not there', failed('42P01')],
  ['a schema that is not there', failed('3F000')],
  ['a fault of ours', new Error('x is undefined')],
  ['what is no error', 'HS001'],
])('%s stays what it is', (_, error) => {
  expect(databaseFault(error)).toBeUndefined()
})
