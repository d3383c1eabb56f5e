import { expect, test } from 'vitest'
import { lintSdl } from './lint-sdl.ts'
import { readSubgraphSdls } from './read-sdl.ts'

test.each(Object.entries(readSubgraphSdls()))('the contract of %s has no fault', (name, sdl) => {
  expect(lintSdl(name, sdl)).toEqual([])
})

test.each([
  ['a type without a description', 'type Shoe { "Id." id: ID! }', 'Shoe has no description'],
  ['a field without a description', '"Shoe." type Shoe { id: ID! }', 'Shoe.id has no description'],
  ['a list without a bound', '"Shoe." type Shoe { "Laces." laces: [String!]! }', 'Shoe.laces is a list without @listSize'],
  [
    'a mutation with two arguments',
    '"Changes." type Mutation { "Ties." tie(a: Int, b: Int): Int }',
    'Mutation.tie does not take exactly one argument',
  ],
  ['a payload without userErrors', '"Outcome." type TiePayload { "Shoe." shoe: ID }', 'TiePayload has no field userErrors'],
  ['an enum value in lower case', '"Side." enum Side { "Left." left }', 'Side.left is not in capitals'],
])('%s is told', (_case, sdl, fault) => {
  expect(lintSdl('shoes', sdl)).toEqual([expect.stringContaining(fault)])
})
