import { expect, test } from 'vitest'
import { regions, topology, zones } from './regions.ts'
import { checkTopology, regionsOf, type Topology } from './topology.ts'

test('the zones and regions that we run agree with one another', () => {
  expect(() => checkTopology(topology)).not.toThrow()
})

test.each<[string, Topology, string]>([
  ['a region that stands twice', { zones, regions: [...regions, ...regions.slice(0, 1)] }, 'names eu-west-1 twice'],
  ['a zone that stands twice', { zones: [...zones, ...zones.slice(0, 1)], regions }, 'names eu twice'],
  [
    'a directory in another zone',
    { zones: [{ name: 'eu', directoryRegion: 'us-east-1' }, ...zones.slice(1)], regions },
    'the directory of zone eu in us-east-1',
  ],
  ['a zone without a region', { zones: [...zones, { name: 'ca', directoryRegion: 'ca-central-1' }], regions }, 'zone ca in ca-central-1'],
  [
    'a buddy in another zone',
    { zones, regions: [...regions, { name: 'eu-north-1', zone: 'eu', buddy: 'us-east-1' }] },
    'gives eu-north-1 the buddy us-east-1',
  ],
  [
    'a region that is its own buddy',
    { zones, regions: [...regions, { name: 'eu-north-1', zone: 'eu', buddy: 'eu-north-1' }] },
    'gives eu-north-1 the buddy eu-north-1',
  ],
  [
    'a buddy that has another one',
    { zones, regions: [...regions, { name: 'eu-north-1', zone: 'eu', buddy: 'eu-west-1' }] },
    'gives eu-north-1 the buddy eu-west-1, whose buddy is eu-central-1',
  ],
  [
    'a region in an unknown zone',
    { zones, regions: [...regions, { name: 'ca-central-1', zone: 'ca', buddy: 'eu-west-1' }] },
    'puts ca-central-1 into the unknown zone ca',
  ],
])('%s is refused', (_, topology, reason) => {
  expect(() => checkTopology(topology)).toThrow(reason)
})

test('the regions of a zone begin with that of its directory', () => {
  const zone = { name: 'us', directoryRegion: 'us-west-2' }
  expect(regionsOf(topology, zone).map(({ name }) => name)).toEqual(['us-west-2', 'us-east-1'])
})
