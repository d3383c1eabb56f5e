import { expect, test } from 'vitest'
import { createStyles } from './assortment.ts'
import { dayOf } from './calendar.ts'
import { demoTenants } from './demo-tenants.ts'
import { lifeCurve, lifecycleOn, markdownPercent } from './styles.ts'

const lastDay = dayOf('2026-11-22')
const styles = demoTenants.flatMap(({ profile }) => createStyles(profile, { seed: 1, firstDay: lastDay - 729, lastDay, scale: 1 }))
const seasonal = styles.filter((style) => style.season)

test('a style of a season sells for 12 to 30 weeks', () => {
  const weeks = seasonal.map((style) => (style.endDay + 1 - style.launchDay) / 7)
  expect(Math.min(...weeks)).toBeGreaterThanOrEqual(12)
  expect(Math.max(...weeks)).toBeLessThanOrEqual(30)
})

test('price cuts deepen, and none comes before the eighth week', () => {
  for (const { launchDay, markdowns } of seasonal) {
    expect(markdowns.map(({ percent }) => percent)).toEqual(markdowns.map(({ percent }) => percent).toSorted((a, b) => a - b))
    expect(markdowns.every(({ fromDay }) => fromDay >= launchDay + 56)).toBe(true)
  }
})

test('a life rises to its peak, falls, and is nothing before and after', () => {
  for (const style of seasonal) {
    const peak = style.launchDay + Math.round(style.peakWeek * 7) - 4
    expect(lifeCurve(style, style.launchDay)).toBeLessThan(lifeCurve(style, peak))
    expect(lifeCurve(style, peak + 42)).toBeLessThan(lifeCurve(style, peak))
    expect([lifeCurve(style, style.launchDay - 1), lifeCurve(style, style.endDay + 1)]).toEqual([0, 0])
  }
})

test('the stage follows launch, price and last day', () => {
  for (const style of seasonal) {
    const firstCut = style.markdowns[0]?.fromDay ?? Infinity
    expect(lifecycleOn(style, style.launchDay - 1)).toBe('PLANNED')
    expect(lifecycleOn(style, style.launchDay + 55)).toBe('NEW')
    expect(lifecycleOn(style, firstCut - 1)).toBe(firstCut - 1 - style.launchDay < 56 ? 'NEW' : 'ACTIVE')
    expect([lifecycleOn(style, firstCut), markdownPercent(style, firstCut) > 0]).toEqual(['MARKDOWN', true])
    expect(lifecycleOn(style, style.endDay + 1)).toBe('DISCONTINUED')
  }
})

test('every stage is to be seen on the last day', () => {
  expect(new Set(styles.map((style) => lifecycleOn(style, lastDay)))).toEqual(
    new Set(['PLANNED', 'NEW', 'ACTIVE', 'MARKDOWN', 'DISCONTINUED']),
  )
})

test('styles of one retailer have names and numbers of their own', () => {
  expect(new Set(styles.map(({ externalId }) => externalId)).size).toBe(styles.length)
})
