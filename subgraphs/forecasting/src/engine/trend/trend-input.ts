/** Merchandise whose demand is to be ranked; both vectors have one entry a week, oldest first, from its first sale to the last week. */
export interface TrendItem {
  readonly id: string
  /** Against which it is measured, such as its category. */
  readonly group: string
  /** Units sold, never negative. */
  readonly units: Float64Array
  /** Share of days on which it could be bought, 0 to 1. */
  readonly availability: Float64Array
}

export interface TrendOptions {
  /** Nothing is ranked that sold fewer than these, in the last weeks and in those before. */
  readonly minUnits: number
  /** Season's factor of each of a group's last eight weeks, oldest first, all above 0. */
  readonly seasonOf: (group: string) => Float64Array
}

export const windowWeeks = 4
/** Weeks that the two windows need; merchandise with fewer is NEW. */
export const comparedWeeks = 2 * windowWeeks

/** The season's factors as they came; RangeError unless there is one above 0 for each week compared. */
export function wantSeason(group: string, season: Float64Array): Float64Array {
  if (season.length !== comparedWeeks) throw new RangeError(`season of ${group} has ${season.length} weeks, wanted ${comparedWeeks}`)
  const odd = season.findIndex((factor) => !(factor > 0 && Number.isFinite(factor)))
  if (odd >= 0) throw new RangeError(`season[${odd}] of ${group} is ${season[odd]}, wanted a number above 0`)
  return season
}

/** RangeError where an item can't be compared at all. */
export function checkTrendItem({ id, units, availability }: TrendItem): void {
  if (units.length !== availability.length)
    throw new RangeError(`${id} has ${availability.length} weeks of availability, wanted the ${units.length} of its units`)
  const odd = units.findIndex((value) => !Number.isFinite(value) || value < 0)
  if (odd >= 0) throw new RangeError(`units[${odd}] of ${id} is ${units[odd]}, wanted a number from 0`)
  const share = availability.findIndex((value) => !(value >= 0 && value <= 1))
  if (share >= 0) throw new RangeError(`availability[${share}] of ${id} is ${availability[share]}, wanted 0 to 1`)
}
