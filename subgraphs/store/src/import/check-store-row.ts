import { isDay } from '@hemisphere/kit/scalars.ts'
import { storeGroupKinds, storeKinds } from '../database-schema.ts'
import { isCountry, isCurrency, isTimeZone } from './known-codes.ts'
import type { StoreRow } from './store-row.ts'
import { quote, textFault } from '@hemisphere/kit/text-fault.ts'

const maxGroups = 50

/** The first thing wrong with a store as such, or undefined. */
export function findStoreFault(row: StoreRow): string | undefined {
  return (
    textFault('externalId', row.externalId, 100) ??
    textFault('name', row.name, 200) ??
    textFault('city', row.city, 100) ??
    codesFault(row) ??
    daysFault(row) ??
    groupsFault(row)
  )
}

function codesFault({ kind, countryCode, timeZone, currencyCode }: StoreRow): string | undefined {
  if (!storeKinds.includes(kind)) return `kind got ${quote(kind)}, wanted one of ${storeKinds.join(', ')}`
  if (!isCountry(countryCode)) return `countryCode got ${quote(countryCode)}, wanted a country such as DE`
  if (!isTimeZone(timeZone)) return `timeZone got ${quote(timeZone)}, wanted an IANA time zone such as Europe/Berlin`
  if (!isCurrency(currencyCode)) return `currencyCode got ${quote(currencyCode)}, wanted a currency such as EUR`
  return undefined
}

function daysFault({ openedOn, closedOn }: StoreRow): string | undefined {
  for (const [field, day] of Object.entries({ openedOn, closedOn })) {
    if (day !== null && !(isDay(day) && day >= '1800-01-01')) return `${field} got ${quote(day)}, wanted a day such as 2026-11-24`
  }
  if (openedOn === null || closedOn === null || openedOn <= closedOn) return undefined
  return `closedOn got ${closedOn}, wanted a day from openedOn, ${openedOn}, on`
}

function groupsFault({ groups }: StoreRow): string | undefined {
  if (groups.length > maxGroups) return `groups got ${groups.length}, wanted at most ${maxGroups}`
  for (const { kind, name } of groups) {
    if (!storeGroupKinds.includes(kind)) return `groups got the kind ${quote(kind)}, wanted one of ${storeGroupKinds.join(', ')}`
    const fault = textFault('groups', name, 100)
    if (fault !== undefined) return fault
  }
  return undefined
}
