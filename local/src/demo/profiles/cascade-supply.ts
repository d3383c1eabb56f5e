import type { RetailerProfile, Site } from '../profile.ts';

type Place = readonly [externalId: string, name: string, city: string, timeZone: string, region: string, cluster: Site['cluster'], opened: Site['opened']];

const shops: readonly Place[] = [
  ['CS-VAN', 'Gastown', 'Vancouver', 'America/Vancouver', 'Pacific', 'Flagship', 13],
  ['CS-TOR', 'Queen Street West', 'Toronto', 'America/Toronto', 'Ontario', 'Flagship', 9],
  ['CS-MTL', 'Rue Sainte-Catherine', 'Montréal', 'America/Toronto', 'East', 'City', 7],
  ['CS-CGY', 'Stephen Avenue', 'Calgary', 'America/Edmonton', 'Prairies', 'City', 8],
  ['CS-OTT', 'Rideau Street', 'Ottawa', 'America/Toronto', 'Ontario', 'City', 5],
  ['CS-EDM', 'Whyte Avenue', 'Edmonton', 'America/Edmonton', 'Prairies', 'City', 6],
  ['CS-VIC', 'Government Street', 'Victoria', 'America/Vancouver', 'Pacific', 'City', 10],
  ['CS-QUE', 'Place Laurier', 'Québec', 'America/Toronto', 'East', 'Mall', 4],
  ['CS-WPG', 'Polo Park', 'Winnipeg', 'America/Winnipeg', 'Prairies', 'Mall', 'MIDWAY'],
  ['CS-HFX', 'Spring Garden Road', 'Halifax', 'America/Halifax', 'East', 'City', 3],
];

/** Outdoor and city wear in Canadian dollars, the smallest of the four, with hard winters. */
export const cascadeSupply: RetailerProfile = {
  skuPrefix: 'CS',
  gtinPrefix: '240',
  currencyCode: 'CAD',
  priceLevel: 1.4,
  sizeSystem: 'US',
  brands: [{ name: 'Cascade Supply', weight: 7 }, { name: 'Old Ferry', weight: 2 }, { name: 'Tamarack', weight: 1 }],
  givenNames: ['Aspen', 'Banff', 'Birch', 'Cedar', 'Clover', 'Cypress', 'Elora', 'Fernie', 'Garry', 'Hazel', 'Jasper', 'Juniper', 'Kootenay', 'Larch', 'Maple',
    'Nelson', 'Ridge', 'Salish', 'Skye', 'Sorrel', 'Sterling', 'Tofino', 'Willow', 'Yoho'],
  regions: [{ name: 'Pacific', climate: 0.6 }, { name: 'Prairies', climate: -1 }, { name: 'Ontario', climate: -0.2 }, { name: 'East', climate: -0.4 }],
  sites: [
    ...shops.map(([externalId, name, city, timeZone, region, cluster, opened]): Site => ({ externalId, name, kind: 'SHOP', city, countryCode: 'CA', timeZone, region, cluster, opened })),
    { externalId: 'CS-WEB', name: 'cascadesupply.example', kind: 'ONLINE', city: 'Vancouver', countryCode: 'CA', timeZone: 'America/Vancouver', region: 'Pacific', cluster: 'Online', opened: 9 },
    { externalId: 'CS-DC', name: 'Richmond Warehouse', kind: 'WAREHOUSE', city: 'Richmond', countryCode: 'CA', timeZone: 'America/Vancouver', region: 'Pacific', cluster: 'Distribution', opened: 10 },
  ],
  paydays: [15, 31],
  basicStyles: 8,
  stylesPerDrop: 4,
  colorDepth: 3,
  pace: 0.75,
  onlineSize: 4,
};
