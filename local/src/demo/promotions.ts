import { friday, monthOf, nthWeekday, sunday, thursday, weekdayOnOrAfter, yearOf, dayFrom, easterSunday, saturday } from './calendar.ts'
import { type Category, categories } from './categories.ts'
import { createRandom } from './prng.ts'

/** A price cut for some days; on a marked-down style the greater cut holds. */
export type Promotion = {
  readonly code: string
  readonly name: string
  readonly firstDay: number
  readonly lastDay: number
  /** Null touches every category. */
  readonly categories: readonly Category[] | null
  readonly percent: number
  readonly onlineOnly: boolean
  /** What the advertising adds beyond the price. */
  readonly lift: number
}

const inGroup = (...tops: string[]): Category[] => categories.filter((category) => tops.includes(category.path[0] ?? ''))
const withCut = (...cuts: string[]): Category[] => categories.filter((category) => cuts.includes(category.cut))

/** All promotions that touch a span of days, earliest first: the fixed ones of the retail year, and a category's week about once a month. */
export function promotionsBetween(seed: number, firstDay: number, lastDay: number): Promotion[] {
  const promotions: Promotion[] = []
  for (let year = yearOf(firstDay); year <= yearOf(lastDay); year++) promotions.push(...fixedPromotions(year), ...categoryWeeks(seed, year))
  return promotions
    .filter((p) => p.lastDay >= firstDay && p.firstDay <= lastDay)
    .toSorted((a, b) => a.firstDay - b.firstDay || (a.code < b.code ? -1 : 1))
}

function fixedPromotions(year: number): Promotion[] {
  const blackFriday = nthWeekday(year, 11, thursday, 4) + 1
  const easter = easterSunday(year)
  const fall = nthWeekday(year, 10, thursday, 2)
  const school = nthWeekday(year, 8, thursday, 3)
  const swim = nthWeekday(year, 6, thursday, 1)
  const advent = weekdayOnOrAfter(dayFrom(year, 12, 8), thursday)
  const base = { onlineOnly: false, lift: 1.12, categories: null }
  return [
    {
      ...base,
      code: `EASTER-${year}`,
      name: 'Easter dresses and blouses',
      firstDay: easter - 10,
      lastDay: easter - 1,
      categories: withCut('dress', 'shirt', 'skirt'),
      percent: 20,
    },
    { ...base, code: `SWIM-${year}`, name: 'Swim week', firstDay: swim, lastDay: swim + 10, categories: withCut('swim'), percent: 20 },
    {
      ...base,
      code: `SCHOOL-${year}`,
      name: 'Back to school',
      firstDay: school,
      lastDay: school + 10,
      categories: inGroup('Kids'),
      percent: 20,
    },
    { ...base, code: `MEMBER-${year}`, name: 'Member days', firstDay: fall, lastDay: fall + 3, percent: 15 },
    { ...base, code: `BLACK-${year}`, name: 'Black Friday weekend', firstDay: blackFriday, lastDay: blackFriday + 2, percent: 25, lift: 1 },
    {
      ...base,
      code: `CYBER-${year}`,
      name: 'Cyber Monday',
      firstDay: blackFriday + 3,
      lastDay: blackFriday + 3,
      percent: 25,
      lift: 1,
      onlineOnly: true,
    },
    {
      ...base,
      code: `ADVENT-${year}`,
      name: 'Advent knit days',
      firstDay: advent,
      lastDay: advent + 4,
      categories: withCut('knit', 'scarf', 'hat'),
      percent: 20,
    },
  ]
}

function categoryWeeks(seed: number, year: number): Promotion[] {
  const random = createRandom(seed, `category weeks ${year}`)
  return [1, 2, 3, 5, 7, 9, 10, 11].map((month) => {
    const category = random.pick(categories.filter(({ cut }) => cut !== 'swim'))
    const firstDay = nthWeekday(year, month, month === 7 ? friday : thursday, random.whole(1, 2))
    return {
      code: `WEEK-${year}-${String(monthOf(firstDay)).padStart(2, '0')}`,
      name: `${category.path.join(' ')} week`,
      firstDay,
      lastDay: weekdayOnOrAfter(firstDay + 3, random.chance(0.5) ? sunday : saturday) + random.pick([0, 7]),
      categories: [category],
      percent: random.pick([15, 20, 25, 30]),
      onlineOnly: false,
      lift: 1.08,
    }
  })
}

/** Greatest discount in per cent of the promotions that touch a category on a day, and the lift of its advertising. */
export function promotionOn(
  promotions: readonly Promotion[],
  options: { category: Category; day: number; online: boolean },
): { percent: number; lift: number } {
  let best = { percent: 0, lift: 1 }
  for (const promotion of promotions) {
    if (promotion.firstDay > options.day || promotion.lastDay < options.day) continue
    if (promotion.onlineOnly && !options.online) continue
    if (promotion.categories && !promotion.categories.includes(options.category)) continue
    if (promotion.percent > best.percent) best = { percent: promotion.percent, lift: promotion.lift }
  }
  return best
}
