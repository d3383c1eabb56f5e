import { topology } from '@hemisphere/topology/regions.ts'
import { expect, test } from 'vitest'
import { priceClassOf } from './price-class.ts'

test('points of presence serve where a zone is, and everywhere once one is farther away', () => {
  expect(priceClassOf(topology)).toBe('PriceClass_100')
  const farther = { name: 'ap-southeast-2', zone: 'ap', buddy: 'ap-southeast-1' }
  expect(priceClassOf({ ...topology, regions: [...topology.regions, farther] })).toBe('PriceClass_All')
})
