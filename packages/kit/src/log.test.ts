import { expect, test } from 'vitest'
import { loggableError } from './log.ts'

/** As `pg` makes it of the server's answer: the details show rows (PostgreSQL 18, 54.8 "Error and Notice Message Fields"). */
const databaseError = Object.assign(new Error('duplicate key value violates unique constraint "product_sku_key"'), {
  code: '23505',
  table: 'product',
  constraint: 'product_sku_key',
  detail: 'Key (tenant_id, sku)=(t-1, NEEDLE) already exists.',
  where: 'COPY product, line 3: "NEEDLE"',
  internalQuery: "select 'NEEDLE'",
})

test('an error is logged with what tells where it came from, and without the values of rows', () => {
  const logged = loggableError(databaseError)
  expect(logged).toMatchObject({ type: 'Error', message: databaseError.message, code: '23505', constraint: 'product_sku_key' })
  expect(JSON.stringify(logged)).not.toContain('NEEDLE')
})

test('what caused an error is in its message and in its stack, and no more of it', () => {
  const logged = loggableError(new Error('a row was not written', { cause: databaseError }))
  expect(logged).toMatchObject({ message: `a row was not written: ${databaseError.message}` })
  expect(JSON.stringify(logged)).not.toContain('NEEDLE')
})

test('errors within an error are logged alike', () => {
  const logged = loggableError(new AggregateError([databaseError, 'text'], 'no member answered'))
  expect(logged).toMatchObject({ message: 'no member answered', errors: [{ code: '23505' }, {}] })
  expect(JSON.stringify(logged)).not.toContain('NEEDLE')
})
