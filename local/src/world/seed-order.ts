import { z } from 'zod'

/** What a seeding process is asked to do. */
export const seedOrderSchema = z.object({
  slug: z.string(),
  home: z.string(),
  /** Region whose member of the home's database takes the rows. */
  region: z.string(),
  secretsUrl: z.url(),
  /** Last day with sales, a Sunday. */
  lastDay: z.iso.date(),
  days: z.int().positive(),
  scale: z.number().positive(),
})

export type SeedOrder = Readonly<z.infer<typeof seedOrderSchema>>

/** The last Sunday before an instant, in UTC: the newest week of sales is whole, and over everywhere. */
export function lastSundayBefore(now: number): string {
  const day = new Date(now)
  day.setUTCDate(day.getUTCDate() - (day.getUTCDay() === 0 ? 7 : day.getUTCDay()))
  return day.toISOString().slice(0, 10)
}
