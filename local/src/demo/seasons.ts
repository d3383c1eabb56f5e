import { dayFrom, thursday, weekdayOnOrAfter, yearOf } from './calendar.ts'

export type Season = {
  /** Such as `SS25`; AW25 ends in January 2026. */
  readonly name: string
  readonly warm: boolean
  readonly startDay: number
  readonly endDay: number
  /** First day of the end-of-season sale. */
  readonly saleDay: number
}

export const dropsPerSeason = 5

/** All seasons that overlap a span of days, earliest first. Spring/summer is February to July. */
export function seasonsBetween(firstDay: number, lastDay: number): Season[] {
  const seasons: Season[] = []
  for (let year = yearOf(firstDay) - 1; year <= yearOf(lastDay); year++) {
    const tag = String(year % 100).padStart(2, '0')
    seasons.push(
      { name: `SS${tag}`, warm: true, startDay: dayFrom(year, 2, 1), endDay: dayFrom(year, 7, 31), saleDay: dayFrom(year, 6, 20) },
      { name: `AW${tag}`, warm: false, startDay: dayFrom(year, 8, 1), endDay: dayFrom(year + 1, 1, 31), saleDay: dayFrom(year, 12, 27) },
    )
  }
  return seasons.filter((season) => season.endDay >= firstDay && season.startDay <= lastDay)
}

/** The Thursday on which a drop comes out: the five lie five weeks apart. */
export function dropDay(season: Season, drop: number): number {
  return weekdayOnOrAfter(season.startDay + 35 * drop, thursday)
}
