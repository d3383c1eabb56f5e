import type { RetailerProfile, Site } from '../profile.ts';

const shop = (externalId: string, name: string, place: Omit<Site, 'externalId' | 'name' | 'kind'>): Site => ({ externalId, name, kind: 'SHOP', ...place });

const ireland = { countryCode: 'IE', timeZone: 'Europe/Dublin', region: 'Ireland' } as const;
const netherlands = { countryCode: 'NL', timeZone: 'Europe/Amsterdam', region: 'Benelux' } as const;
const germany = { countryCode: 'DE', timeZone: 'Europe/Berlin', region: 'Central' } as const;
const finland = { countryCode: 'FI', timeZone: 'Europe/Helsinki', region: 'Nordics' } as const;

/** Nordic lifestyle chain in euro, the largest of the four. */
export const nordhem: RetailerProfile = {
  skuPrefix: 'NH',
  gtinPrefix: '210',
  currencyCode: 'EUR',
  priceLevel: 1,
  sizeSystem: 'EU',
  brands: [{ name: 'Nordhem', weight: 7 }, { name: 'Fjell & Co', weight: 2 }, { name: 'Studio Ahti', weight: 1.5 }],
  givenNames: ['Alva', 'Astrid', 'Birk', 'Disa', 'Ebba', 'Elin', 'Freja', 'Greta', 'Hedda', 'Idun', 'Ingrid', 'Jorun', 'Kaisa', 'Liv', 'Maja', 'Nils',
    'Oda', 'Runa', 'Saga', 'Signe', 'Sven', 'Tove', 'Tuva', 'Vilde', 'Ylva'],
  regions: [{ name: 'Ireland', climate: 0 }, { name: 'Benelux', climate: 0.1 }, { name: 'Central', climate: 0.2 }, { name: 'Nordics', climate: -0.9 }],
  sites: [
    shop('NH01', 'Amsterdam Kalverstraat', { ...netherlands, city: 'Amsterdam', cluster: 'Flagship', opened: 14 }),
    shop('NH02', 'Dublin Grafton Street', { ...ireland, city: 'Dublin', cluster: 'Flagship', opened: 12 }),
    shop('NH03', 'Berlin Mitte', { ...germany, city: 'Berlin', cluster: 'Flagship', opened: 8 }),
    shop('NH04', 'Hamburg Mönckebergstraße', { ...germany, city: 'Hamburg', cluster: 'City', opened: 9 }),
    shop('NH05', 'Helsinki Aleksanterinkatu', { ...finland, city: 'Helsinki', cluster: 'City', opened: 11 }),
    shop('NH06', 'Wien Mariahilfer Straße', { ...germany, countryCode: 'AT', timeZone: 'Europe/Vienna', city: 'Vienna', cluster: 'City', opened: 5 }),
    shop('NH07', 'Antwerpen Meir', { ...netherlands, countryCode: 'BE', timeZone: 'Europe/Brussels', city: 'Antwerp', cluster: 'City', opened: 6 }),
    shop('NH08', 'Köln Schildergasse', { ...germany, city: 'Cologne', cluster: 'City', opened: 7 }),
    shop('NH09', 'Rotterdam Lijnbaan', { ...netherlands, city: 'Rotterdam', cluster: 'City', opened: 10 }),
    shop('NH10', 'Dublin Dundrum', { ...ireland, city: 'Dublin', cluster: 'Mall', opened: 4 }),
    shop('NH11', 'Utrecht Hoog Catharijne', { ...netherlands, city: 'Utrecht', cluster: 'Mall', opened: 'MIDWAY' }),
    shop('NH12', 'Cork Patrick Street', { ...ireland, city: 'Cork', cluster: 'City', opened: 3 }),
    shop('NH13', 'Tampere Ratina', { ...finland, city: 'Tampere', cluster: 'Mall', opened: 3 }),
    shop('NH14', 'Espoo Iso Omena', { ...finland, city: 'Espoo', cluster: 'Mall', opened: 2 }),
    { externalId: 'NH90', name: 'Nordhem Online', kind: 'ONLINE', city: 'Amsterdam', ...netherlands, cluster: 'Online', opened: 11 },
    { externalId: 'NH99', name: 'Distribution Centre Venlo', kind: 'WAREHOUSE', city: 'Venlo', ...netherlands, cluster: 'Distribution', opened: 13 },
  ],
  paydays: [25, 31],
  basicStyles: 18,
  stylesPerDrop: 8,
  colorDepth: 4,
  pace: 0.9,
  onlineSize: 4,
};
