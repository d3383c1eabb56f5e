import { expect, test } from 'vitest'
import type { SalesRecordInput } from '../generated/resolver-types.ts'
import { hashCall } from './call-hashes.ts'

const line: SalesRecordInput['lines'][number] = {
  receiptNumber: 'R1',
  lineNumber: 1,
  productExternalId: 'P1',
  storeExternalId: 'S1',
  soldAt: '2026-11-24T10:00:00Z',
  units: -1,
  netAmount: { amount: '-1.00', currencyCode: 'EUR' },
  fullAmount: { amount: '-2.00', currencyCode: 'EUR' },
  originalSoldAt: '2026-11-01T10:00:00Z',
}
const call: SalesRecordInput = { source: 'pos-3', idempotencyKey: 'k', lines: [line] }

test('a part left out is a part that is null', () => {
  const { fullAmount: _full, originalSoldAt: _original, ...short } = line
  const long = { ...short, fullAmount: null, originalSoldAt: null }
  expect(hashCall('till', { ...call, lines: [short] })).toEqual(hashCall('till', { ...call, lines: [long] }))
})

test('every part of a body tells it from others, and the key and its client from other keys', () => {
  const changed: Partial<typeof line>[] = [
    { receiptNumber: 'R2' },
    { lineNumber: 2 },
    { productExternalId: 'P2' },
    { storeExternalId: 'S2' },
    { soldAt: '2026-11-24T10:00:01Z' },
    { units: -2 },
    { netAmount: { amount: '-1.01', currencyCode: 'EUR' } },
    { netAmount: { amount: '-1.00', currencyCode: 'SEK' } },
    { fullAmount: { amount: '-2.01', currencyCode: 'EUR' } },
    { fullAmount: { amount: '-2.00', currencyCode: 'SEK' } },
    { fullAmount: null },
    { originalSoldAt: null },
  ]
  const calls = [
    call,
    { ...call, source: 'pos-4' },
    { ...call, lines: [line, line] },
    ...changed.map((part) => ({ ...call, lines: [{ ...line, ...part }] })),
  ]
  const bodies = calls.map((given) => hashCall('till', given).bodyHash.toString('hex'))
  expect(new Set(bodies).size).toBe(calls.length)
  const keys = [
    hashCall('till', call),
    hashCall('till', { ...call, idempotencyKey: 'K' }),
    hashCall('tillk', { ...call, idempotencyKey: '' }),
  ]
  expect(new Set(keys.map(({ keyHash }) => keyHash.toString('hex'))).size).toBe(3)
})
