import { expect, test } from 'vitest'
import { positionsOf } from './fetch-positions.ts'

test('root fields stand under their response names', () => {
  const query =
    'query ($no: Boolean!) { shops: stores { nodes { id } } product { id } __typename seasons @include(if: $no) { nodes { id } } }'
  expect(positionsOf({ query, variables: { no: false } })).toEqual([['shops'], ['product']])
})

test('entities stand by index, each with the fields that were asked of its type', () => {
  const query = `query ($representations: [_Any!]!) { _entities(representations: $representations) {
    ...OfProduct ... on Style { __typename name }
  } }
  fragment OfProduct on Product { f: forecast { id } ... on Product { f: forecast { method } sku } }`
  const representations = [
    { __typename: 'Product', id: '1' },
    { __typename: 'Style', id: '2' },
    { __typename: 'Store', id: '3' },
  ]
  expect(positionsOf({ query, variables: { representations } })).toEqual([
    ['_entities', 0, 'f'],
    ['_entities', 0, 'sku'],
    ['_entities', 1, 'name'],
  ])
})

test('a long list is told for its first twenty places', () => {
  const query = 'query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Product { sku } } }'
  const representations = Array.from({ length: 250 }, (_, id) => ({ __typename: 'Product', id }))
  const positions = positionsOf({ query, variables: { representations } })
  expect([positions.length, positions.at(-1)]).toEqual([20, ['_entities', 19, 'sku']])
})
