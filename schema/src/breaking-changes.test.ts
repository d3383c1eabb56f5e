import { expect, test } from 'vitest'
import { findBreakingChanges } from './breaking-changes.ts'
import { composeSupergraph } from './compose-supergraph.ts'
import { readSubgraphSdls } from './read-sdl.ts'

const sdls = readSubgraphSdls()
const before = composeSupergraph(sdls)

test('a field that is gone is breaking', async () => {
  const after = composeSupergraph({ ...sdls, store: sdls.store.replace(/\s+"City\."\n\s+city: String\n/, '\n') })
  expect(await findBreakingChanges(before, after)).toEqual([expect.stringContaining("'city'")])
})

test('a field that becomes nullable is breaking', async () => {
  const after = composeSupergraph({ ...sdls, store: sdls.store.replace('soldUnits: Int!', 'soldUnits: Int') })
  expect(await findBreakingChanges(before, after)).toEqual([expect.stringContaining('WeeklySales.soldUnits')])
})

test('a new field is not breaking', async () => {
  const after = composeSupergraph({
    ...sdls,
    store: sdls.store.replace('  city: String\n', '  city: String\n  "Postal code."\n  postalCode: String\n'),
  })
  expect(await findBreakingChanges(before, after)).toEqual([])
})

test('subgraphs that contradict each other do not compose, and the fault is named', () => {
  const contradicting = sdls.store.replace('  amount: Decimal!', '  amount: Int!')
  expect(() => composeSupergraph({ ...sdls, store: contradicting })).toThrow(/Money\.amount/)
})
