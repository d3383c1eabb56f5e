import { defaultBasePort } from './ports.ts'
import { demoRoles, emailOf, partnerOf } from './tenants.ts'
import type { World } from './world.ts'

/** A little of catalog, store and forecasting. */
const taste =
  '{ products(first: 2) { nodes { title inventoryLevels(first: 1) { nodes { onHandUnits store { name } } } forecast(weeks: 4) { ... on Forecast { method series { weekStarts p10 p50 p90 } } } } } }'

type Announced = Pick<World, 'edgeUrl' | 'secretsUrl' | 'password' | 'tenants'>

/** What a newcomer needs of a world that is up: address, people, password, and a line to paste. */
export function announce({ edgeUrl, secretsUrl, password, tenants }: Announced, seconds: number): string {
  const width = Math.max(...tenants.map(({ slug }) => slug.length)) + 2
  const rows = tenants.map(({ slug, homeRegion }) => {
    const [first, ...others] = demoRoles
    const people = [emailOf(first, slug), ...others.map((role) => `${role}@`)].join(', ')
    return `  ${slug.padEnd(width)}${homeRegion.padEnd(14)}${people}`
  })
  const slug = tenants[0]?.slug ?? ''
  // The token command looks at the usual ports unless it is told.
  const place = edgeUrl.endsWith(`:${defaultBasePort}`) ? '' : ` --edge ${edgeUrl} --secrets ${secretsUrl}`
  const query = JSON.stringify({ query: taste })
  return [
    '',
    `Hemisphere is ready at ${edgeUrl} (${seconds.toFixed(0)} s)`,
    '',
    ...rows,
    '',
    `  password of all of them: ${password}`,
    `  one partner client each: ${partnerOf(slug)} …`,
    '',
    'Paste into another terminal, in this folder:',
    '',
    `  curl -s ${edgeUrl}/graphql -H "authorization: Bearer $(npm run -s token -- ${emailOf('planner', slug)}${place})" -H 'content-type: application/json' -d '${query}'`,
    '',
    'Ctrl-C stops everything.',
  ].join('\n')
}
