import { at, range, sum } from './arrays.ts'
import { isoDate, sunday } from './calendar.ts'
import { type Country, countryOf } from './countries.ts'
import type { Random } from './prng.ts'
import type { Cluster, RetailerProfile, Site } from './profile.ts'
import type { StoreRow } from '@hemisphere/store/import/store-row.ts'

/** A place that sells, with what the demand and stock models need of it. */
export type Store = {
  readonly index: number
  readonly row: StoreRow
  readonly country: Country
  /** Index into the profile's regions. */
  readonly region: number
  readonly online: boolean
  readonly cluster: Cluster
  readonly openDay: number
  /** Sales beside the average shop. */
  readonly size: number
  /** Share of the range that it carries, 0 to 1. */
  readonly depth: number
  /** Traffic by day of the week with mean 1; 0 is closed. */
  readonly weekdays: readonly number[]
  /** Days of the week on which goods leave the warehouse for it in the evening, and reach it in the morning. */
  readonly dispatchWeekday: number
  readonly arrivalWeekday: number
}

const shopWeek = [0.78, 0.74, 0.82, 0.96, 1.22, 1.52, 0.84]
const webWeek = [1.14, 1.02, 0.98, 0.96, 0.86, 0.82, 1.22]
const dispatchWeekdays = [6, 0, 1, 3, 4]

/** The selling places of a retailer, in the profile's order: sizes are log-normal, the greatest first. */
export function createStores(profile: RetailerProfile, options: { random: Random; firstDay: number; days: number }): Store[] {
  const { random } = options
  const selling = profile.sites.filter((site) => site.kind !== 'WAREHOUSE')
  const shopCount = selling.filter((site) => site.kind === 'SHOP').length
  const drawn = range(shopCount)
    .map(() => random.logNormal(0.5))
    .toSorted((a, b) => b - a)
  const mean = sum(drawn) / shopCount
  let shops = 0
  return selling.map((site, index) => {
    const online = site.kind === 'ONLINE'
    const size = online ? profile.onlineSize : at(drawn, shops++) / mean
    const dispatchWeekday = at(dispatchWeekdays, index % dispatchWeekdays.length)
    const country = countryOf(site.countryCode)
    const openDay = openingDay(site, options)
    return {
      index,
      country,
      online,
      openDay,
      size,
      dispatchWeekday,
      row: storeRow(site, profile, openDay),
      region: profile.regions.findIndex((region) => region.name === site.region),
      cluster: site.cluster,
      depth: online ? 1 : Math.min(1, 0.22 + 0.42 * size),
      weekdays: online ? webWeek : weekProfile(random, country.shopsOpenOnSunday),
      arrivalWeekday: (dispatchWeekday + (online ? 1 : random.whole(2, 4))) % 7,
    }
  })
}

/** Import rows of all sites, the warehouse among them. */
export function storeRows(profile: RetailerProfile, options: { firstDay: number; days: number }): StoreRow[] {
  return profile.sites.map((site) => storeRow(site, profile, openingDay(site, options)))
}

function openingDay(site: Site, { firstDay, days }: { firstDay: number; days: number }): number {
  if (site.opened === 'MIDWAY') return firstDay + Math.round(days * 0.45)
  return firstDay - Math.round(site.opened * 365.25) - 17
}

function storeRow(site: Site, profile: RetailerProfile, openDay: number): StoreRow {
  const { externalId, name, kind, city, countryCode, timeZone } = site
  return {
    externalId,
    name,
    kind,
    city,
    countryCode,
    timeZone,
    currencyCode: profile.currencyCode,
    openedOn: isoDate(openDay),
    closedOn: null,
    groups: [
      { kind: 'SALES_REGION', name: site.region },
      { kind: 'COUNTRY', name: countryOf(countryCode).name },
      { kind: 'CLUSTER', name: site.cluster },
      { kind: 'ACCESS', name: kind === 'SHOP' ? `${site.region} shops` : 'Central operations' },
    ],
  }
}

/** Each shop leans more or less to the weekend. */
function weekProfile(random: Random, openOnSunday: boolean): number[] {
  const lean = random.between(0.6, 1.4)
  const week = shopWeek.map((factor, weekday) => {
    if (weekday === sunday && !openOnSunday) return 0
    return Math.max(0.4, 1 + (factor - 1) * lean) * random.between(0.95, 1.05)
  })
  const mean = sum(week) / 7
  return week.map((factor) => factor / mean)
}
