import { at } from './arrays.ts'
import { isoDate } from './calendar.ts'
import { countryOf } from './countries.ts'
import type { EventRow } from './event-row.ts'
import { dropDay, dropsPerSeason, seasonsBetween } from './seasons.ts'
import { holidayMap } from './traffic.ts'
import { type World, plannedPromotionDays } from './world.ts'

const everywhere = { countryCodes: [], storeGroups: [], categoryPaths: [], discountPercent: null } as const

/** The calendar that a planner keeps: promotions, holidays, drops and openings of the span and the 26 weeks after it, earliest first. */
export function eventRows(world: World): EventRow[] {
  const rows = [...promotionEvents(world), ...holidayEvents(world), ...launchEvents(world), ...openingEvents(world)]
  return rows.toSorted((a, b) => (a.startsOn + a.externalId < b.startsOn + b.externalId ? -1 : 1))
}

function promotionEvents({ promotions }: World): EventRow[] {
  return promotions.map((promotion) => ({
    ...everywhere,
    externalId: promotion.code,
    name: promotion.name,
    kind: 'PROMOTION',
    startsOn: isoDate(promotion.firstDay),
    endsOn: isoDate(promotion.lastDay),
    storeGroups: promotion.onlineOnly ? [{ kind: 'CLUSTER', name: 'Online' }] : [],
    categoryPaths: (promotion.categories ?? []).map((category) => category.path),
    discountPercent: promotion.percent,
  }))
}

function holidayEvents({ profile, firstDay, lastDay }: World): EventRow[] {
  const until = lastDay + plannedPromotionDays
  const countries = new Map<string, { name: string; day: number; codes: string[] }>()
  for (const code of new Set(profile.sites.map((site) => site.countryCode))) {
    for (const [day, { name }] of holidayMap(countryOf(code), firstDay, until)) {
      if (day < firstDay || day > until) continue
      const known = countries.get(`${day} ${name}`)
      if (known) known.codes.push(code)
      else countries.set(`${day} ${name}`, { name, day, codes: [code] })
    }
  }
  return [...countries.values()].map(({ name, day, codes }) => ({
    ...everywhere,
    externalId: `HOLIDAY-${isoDate(day)}-${codes.join('-')}`,
    name,
    kind: 'HOLIDAY',
    startsOn: isoDate(day),
    endsOn: isoDate(day),
    countryCodes: codes,
  }))
}

function launchEvents({ firstDay, lastDay }: World): EventRow[] {
  return seasonsBetween(firstDay, lastDay + plannedPromotionDays).flatMap((season) =>
    Array.from({ length: dropsPerSeason }, (_, drop): EventRow => ({
      ...everywhere,
      externalId: `LAUNCH-${season.name}-${drop + 1}`,
      name: `${season.name} drop ${drop + 1}`,
      kind: 'LAUNCH',
      startsOn: isoDate(dropDay(season, drop)),
      endsOn: isoDate(dropDay(season, drop) + 13),
    })),
  )
}

function openingEvents({ stores, firstDay }: World): EventRow[] {
  return stores
    .filter((store) => store.openDay >= firstDay)
    .map((store) => ({
      ...everywhere,
      externalId: `OPENING-${store.row.externalId}`,
      name: `${store.row.name} opens`,
      kind: 'STORE_CHANGE',
      startsOn: isoDate(store.openDay),
      endsOn: isoDate(store.openDay + 20),
      countryCodes: [store.country.code],
      storeGroups: [at(store.row.groups, 0)],
    }))
}
