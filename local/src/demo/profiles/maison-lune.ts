import type { RetailerProfile, Site } from '../profile.ts';

type Place = readonly [externalId: string, name: string, city: string, region: string, cluster: Site['cluster'], opened: Site['opened']];

const swiss = { countryCode: 'CH', timeZone: 'Europe/Zurich' } as const;
const shops: readonly Place[] = [
  ['ML01', 'Zürich Bahnhofstrasse', 'Zürich', 'Deutschschweiz', 'Flagship', 22],
  ['ML02', 'Genève Rue du Rhône', 'Geneva', 'Romandie', 'Flagship', 18],
  ['ML03', 'Basel Freie Strasse', 'Basel', 'Deutschschweiz', 'City', 15],
  ['ML04', 'Bern Marktgasse', 'Bern', 'Deutschschweiz', 'City', 14],
  ['ML05', 'Lausanne Rue de Bourg', 'Lausanne', 'Romandie', 'City', 12],
  ['ML06', 'Zürich Sihlcity', 'Zürich', 'Deutschschweiz', 'Mall', 9],
  ['ML07', 'Luzern Weggisgasse', 'Lucerne', 'Deutschschweiz', 'City', 10],
  ['ML08', 'Lugano Via Nassa', 'Lugano', 'Ticino', 'City', 7],
  ['ML09', 'St. Gallen Multergasse', 'St. Gallen', 'Deutschschweiz', 'City', 6],
  ['ML10', 'Winterthur Marktgasse', 'Winterthur', 'Deutschschweiz', 'City', 'MIDWAY'],
  ['ML11', 'Neuchâtel Rue du Seyon', 'Neuchâtel', 'Romandie', 'City', 3],
];

/** Swiss women's and accessories house in francs: dear, small shops, few pieces of each. */
export const maisonLune: RetailerProfile = {
  skuPrefix: 'ML',
  gtinPrefix: '220',
  currencyCode: 'CHF',
  priceLevel: 1.7,
  sizeSystem: 'EU',
  brands: [{ name: 'Maison Lune', weight: 8 }, { name: 'Atelier Corvin', weight: 2 }, { name: 'Lune Homme', weight: 1 }],
  givenNames: ['Adèle', 'Agathe', 'Amélie', 'Aurore', 'Blanche', 'Camille', 'Céline', 'Clara', 'Delphine', 'Elise', 'Flore', 'Inès', 'Jeanne', 'Juliette',
    'Léonie', 'Lucie', 'Margaux', 'Noémie', 'Odette', 'Romane', 'Sabine', 'Sylvie', 'Valentine', 'Zoé'],
  regions: [{ name: 'Deutschschweiz', climate: -0.2 }, { name: 'Romandie', climate: 0.2 }, { name: 'Ticino', climate: 0.7 }],
  sites: [
    ...shops.map(([externalId, name, city, region, cluster, opened]): Site => ({ externalId, name, kind: 'SHOP', city, region, cluster, opened, ...swiss })),
    { externalId: 'ML90', name: 'maisonlune.example', kind: 'ONLINE', city: 'Zürich', region: 'Deutschschweiz', cluster: 'Online', opened: 8, ...swiss },
    { externalId: 'ML99', name: 'Lager Egerkingen', kind: 'WAREHOUSE', city: 'Egerkingen', region: 'Deutschschweiz', cluster: 'Distribution', opened: 16, ...swiss },
  ],
  paydays: [25],
  basicStyles: 10,
  stylesPerDrop: 5,
  colorDepth: 3,
  pace: 0.7,
  onlineSize: 3,
};
