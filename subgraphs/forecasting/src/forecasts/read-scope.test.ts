import { encodeId } from '@hemisphere/kit/opaque-id.ts'
import { describe, expect, test } from 'vitest'
import { readScope, readWeeks } from './read-scope.ts'
import { wholeId } from './scope.ts'

const uuid = '0193587c-5a3b-7c11-9d0e-0123456789ab'
const productId = encodeId('product', uuid)
const styleId = encodeId('style', uuid)
const categoryId = encodeId('category', uuid)
const storeId = encodeId('store', uuid)

describe('a scope that can be forecast', () => {
  test.each([
    [{}, 'ASSORTMENT', wholeId, wholeId],
    [{ storeId }, 'ASSORTMENT', wholeId, uuid],
    [{ productId }, 'PRODUCT', uuid, wholeId],
    [{ productId, storeId }, 'PRODUCT', uuid, uuid],
    [{ styleId }, 'STYLE', uuid, wholeId],
    [{ categoryId, productId: null }, 'CATEGORY', uuid, wholeId],
  ] as const)('%j', (input, merchandiseLevel, merchandiseId, store) => {
    expect(readScope(input)).toEqual({ merchandiseLevel, merchandiseId, storeId: store })
  })
})

test.each([
  [{ styleId, storeId }, 'scope got styleId with storeId, wanted one of'],
  [{ categoryId, storeId }, 'scope got categoryId with storeId, wanted one of'],
  [{ productId, styleId }, 'scope got productId with styleId, wanted one of'],
  [{ productId, styleId, categoryId }, 'scope got productId with styleId with categoryId, wanted one of'],
])('%j is refused with the scopes that there are', (input, message) => {
  expect(() => readScope(input)).toThrow(message)
})

test.each([{ productId: styleId }, { storeId: 'store_x' }, { styleId: '' }])('%j names nothing', (input) => {
  expect(() => readScope(input)).toThrow(/^no (product|style|store) has the id/)
})

test.each([0, -1, 14])('%i weeks are refused', (weeks) => {
  expect(() => readWeeks(weeks)).toThrow(`weeks got ${weeks}, wanted 1 to 13`)
})
