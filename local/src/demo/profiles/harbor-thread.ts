import type { RetailerProfile, Site } from '../profile.ts';

type Place = readonly [externalId: string, name: string, city: string, timeZone: string, region: string, cluster: Site['cluster'], opened: Site['opened']];

const shops: readonly Place[] = [
  ['HT101', 'SoHo', 'New York', 'America/New_York', 'Northeast', 'Flagship', 16],
  ['HT102', 'Newbury Street', 'Boston', 'America/New_York', 'Northeast', 'Flagship', 19],
  ['HT103', 'Magnificent Mile', 'Chicago', 'America/Chicago', 'Midwest', 'Flagship', 11],
  ['HT104', 'Williamsburg', 'Brooklyn', 'America/New_York', 'Northeast', 'City', 7],
  ['HT105', 'Rittenhouse', 'Philadelphia', 'America/New_York', 'Northeast', 'City', 10],
  ['HT106', 'Georgetown', 'Washington', 'America/New_York', 'South', 'City', 9],
  ['HT107', 'Ponce City Market', 'Atlanta', 'America/New_York', 'South', 'Mall', 6],
  ['HT108', 'Mall of America', 'Bloomington', 'America/Chicago', 'Midwest', 'Mall', 8],
  ['HT109', 'Easton', 'Columbus', 'America/New_York', 'Midwest', 'Mall', 5],
  ['HT110', 'Somerset', 'Troy', 'America/Detroit', 'Midwest', 'Mall', 5],
  ['HT111', 'The Gulch', 'Nashville', 'America/Chicago', 'South', 'City', 'MIDWAY'],
  ['HT112', 'SouthPark', 'Charlotte', 'America/New_York', 'South', 'Mall', 4],
  ['HT113', 'Mass Ave', 'Indianapolis', 'America/Indiana/Indianapolis', 'Midwest', 'City', 3],
];

/** Casual wear from the east coast in dollars, tax added at the till. */
export const harborThread: RetailerProfile = {
  skuPrefix: 'HT',
  gtinPrefix: '230',
  currencyCode: 'USD',
  priceLevel: 1.1,
  sizeSystem: 'US',
  brands: [{ name: 'Harbor Thread', weight: 6 }, { name: 'Tidewater Denim', weight: 2 }, { name: 'Piermont', weight: 1.5 }],
  givenNames: ['Amelia', 'Bailey', 'Beckett', 'Camden', 'Carter', 'Delaney', 'Easton', 'Everly', 'Finley', 'Harper', 'Hudson', 'Ivy', 'Juniper', 'Kendall',
    'Lennox', 'Maeve', 'Nora', 'Parker', 'Quinn', 'Reese', 'Rowan', 'Sawyer', 'Sloane', 'Tatum', 'Wren'],
  regions: [{ name: 'Northeast', climate: 0 }, { name: 'Midwest', climate: -0.4 }, { name: 'South', climate: 0.9 }],
  sites: [
    ...shops.map(([externalId, name, city, timeZone, region, cluster, opened]): Site => ({ externalId, name, kind: 'SHOP', city, countryCode: 'US', timeZone, region, cluster, opened })),
    { externalId: 'HT900', name: 'harborthread.example', kind: 'ONLINE', city: 'New York', countryCode: 'US', timeZone: 'America/New_York', region: 'Northeast', cluster: 'Online', opened: 13 },
    { externalId: 'HT990', name: 'Louisville Fulfillment Center', kind: 'WAREHOUSE', city: 'Louisville', countryCode: 'US', timeZone: 'America/Kentucky/Louisville', region: 'Midwest', cluster: 'Distribution', opened: 12 },
  ],
  paydays: [1, 15],
  basicStyles: 15,
  stylesPerDrop: 6,
  colorDepth: 4,
  pace: 0.9,
  onlineSize: 4.5,
};
