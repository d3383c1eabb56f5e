import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRandom } from '../inventory/random.ts'
import { sumOf } from '../vector.ts'
import { editLikeStyles } from './edit-like-styles.ts'
import { forecastNewStyles, type NewStyleForecast, type NewStyleRequest } from './forecast-new-style.ts'
import { fitNewStyles } from './new-style-model.ts'
import type { StyleSales } from './styles.ts'

const horizonDays = 28
const fabrics = ['silk', 'linen', 'wool'] as const

/** Styles of three fabrics that sell some 20, 100 and 500 units in four weeks, and of a colour that means nothing. */
function makeStyles(count: number, seed: number, factor = 1): readonly StyleSales[] {
  const random = createRandom(seed)
  return Array.from({ length: count }, (_, index) => {
    const fabric = Math.floor(3 * random())
    const rate = (20 * 5 ** fabric * Math.exp(random() + random() + random() - 1.5)) / horizonDays
    let sold = 0
    const days = Int32Array.from({ length: horizonDays / 2 }, (_, step) => 2 * step + 1)
    return {
      id: `style ${index}`,
      attributes: { fabric: fabrics[fabric] ?? '', colour: random() < 0.5 ? 'red' : 'blue' },
      days,
      cumulativeUnits: Float64Array.from(days, () => (sold += factor * Math.round(2 * rate * (0.5 + random())))),
    }
  })
}

function unsold(attributes: StyleSales['attributes']): StyleSales {
  return { id: 'new', attributes, days: new Int32Array(0), cumulativeUnits: new Float64Array(0) }
}

function firstPart(style: StyleSales, count: number): StyleSales {
  return { ...style, days: style.days.slice(0, count), cumulativeUnits: style.cumulativeUnits.slice(0, count) }
}

function forecast(earlier: readonly StyleSales[], style: StyleSales, chosen?: NewStyleRequest['chosen']): NewStyleForecast {
  const model = fitNewStyles(earlier, { horizonDays })
  const [found] = model === undefined ? [] : forecastNewStyles(model, [chosen === undefined ? { style } : { style, chosen }])
  if (found === undefined) throw new Error('no forecast')
  return found
}

const earlier = makeStyles(120, 7)
const [, second] = earlier

test('attributes that matter move the forecast, and one that is unknown leaves it between', () => {
  const of = (fabric: string): number => forecast(earlier, unsold({ fabric, colour: 'red' })).total.units
  expect(of('wool')).toBeGreaterThan(10 * of('silk'))
  expect(of('tweed')).toBeGreaterThan(of('silk'))
  expect(of('tweed')).toBeLessThan(of('wool'))
})

test('first sales move the forecast to what is sold, nearer with each observation', () => {
  // Wool that sells like silk.
  const slow: StyleSales = {
    id: 'new',
    attributes: { fabric: 'wool', colour: 'red' },
    days: Int32Array.from({ length: 14 }, (_, step) => 2 * step + 1),
    cumulativeUnits: Float64Array.from({ length: 14 }, (_, step) => 2 * (step + 1)),
  }
  const errors = [0, 1, 4, 13].map((count) => Math.abs(Math.log1p(forecast(earlier, firstPart(slow, count)).total.units) - Math.log1p(28)))
  expect(errors.toSorted((one, other) => other - one)).toEqual(errors)
  expect(errors[2]).toBeLessThan(0.5)
})

test('a like style that a person gave all the weight is the forecast', () => {
  const like = second ?? unsold({})
  const { total, weeks, terms, likeStyles } = forecast(earlier, unsold({ fabric: 'silk' }), [{ id: like.id, weight: 1 }])
  expect(total.units).toBeCloseTo(like.cumulativeUnits.at(-1) ?? 0, 9)
  expect(weeks.units[0]).toBeCloseTo(like.cumulativeUnits[2] ?? 0, -Math.log10(like.cumulativeUnits[3] ?? 1))
  expect(terms).toEqual([{ kind: 'ANALOGUE', units: expect.closeTo(total.units, 9) }])
  expect(likeStyles.map(({ id, weight }) => ({ id, weight }))).toEqual([{ id: like.id, weight: 1 }])
})

test('edits of the suggestion are used as they are', () => {
  const suggested = forecast(earlier, unsold({ fabric: 'silk', colour: 'red' })).likeStyles
  const [first, next] = suggested
  const edited = editLikeStyles(suggested, { removed: [first?.id ?? ''], weights: [{ id: next?.id ?? '', weight: 0.5 }] })
  const { likeStyles } = forecast(earlier, unsold({ fabric: 'silk', colour: 'red' }), edited)
  expect(likeStyles[0]).toMatchObject({ id: next?.id, weight: expect.closeTo(0.5, 9), sharedAttributes: next?.sharedAttributes })
  expect(likeStyles).toHaveLength(suggested.length - 1)
})

test('an observation that nobody recorded is as one that was not made', () => {
  const whole = second ?? unsold({})
  const cut = firstPart(whole, 4)
  const later = { ...whole, cumulativeUnits: whole.cumulativeUnits.map((units, index) => (index < 4 ? units : Number.NaN)) }
  expect(forecast(earlier, later)).toEqual(forecast(earlier, cut))
})

test('nothing is forecast from nothing, and one style stands for every other', () => {
  expect(fitNewStyles([], { horizonDays })).toBeUndefined()
  const one = earlier.slice(0, 1)
  const { total, likeStyles } = forecast(one, unsold({ fabric: 'unheard of' }))
  expect(total.units).toBeCloseTo(one[0]?.cumulativeUnits.at(-1) ?? 0, 9)
  expect(likeStyles).toMatchObject([{ id: 'style 0', weight: 1, similarity: 0 }])
})

test('where no style sold anything, none is expected to', () => {
  const idle = earlier.map((style) => ({ ...style, cumulativeUnits: style.cumulativeUnits.map(() => 0) }))
  const { total, weeks } = forecast(idle, unsold({ fabric: 'silk' }))
  expect(total).toEqual({ units: 0, p10: 0, p50: 0, p90: 0 })
  expect([...weeks.p90]).toEqual([0, 0, 0, 0])
})

test('ten times the units give near ten times the forecast', () => {
  const style = makeStyles(1, 99)[0] ?? unsold({})
  const plain = forecast(makeStyles(120, 7, 10), firstPart(makeStyles(1, 99, 10)[0] ?? style, 3)).total.units
  const tenfold = forecast(makeStyles(120, 7, 100), firstPart(makeStyles(1, 99, 100)[0] ?? style, 3)).total.units
  expect(tenfold / plain).toBeGreaterThan(9)
  expect(tenfold / plain).toBeLessThan(11)
})

const attributes = fc.record({ fabric: fc.constantFrom(...fabrics, 'tweed', ''), colour: fc.constantFrom('red', 'blue', 'puce') })
const steps = fc.array(fc.oneof(fc.nat(60), fc.constant(Number.NaN), fc.constant(0)), { maxLength: 14 })

test('terms and weeks sum to the forecast, quantiles are ordered and at least what was sold', () => {
  const models = [1, 5, 40].map((count) => fitNewStyles(makeStyles(count, count), { horizonDays }))
  fc.assert(
    fc.property(fc.constantFrom(...models), attributes, steps, (model, values, sales) => {
      let sold = 0
      const cumulativeUnits = Float64Array.from(sales, (step) => (sold += Number.isNaN(step) ? 0 : step)).map((units, index) =>
        Number.isNaN(sales[index]) ? Number.NaN : units,
      )
      const style = { id: 'new', attributes: values, days: Int32Array.from(sales, (_, index) => 2 * index), cumulativeUnits }
      const [found] = model === undefined ? [] : forecastNewStyles(model, [{ style }])
      if (found === undefined) throw new Error('no forecast')
      const { total, weeks, terms, likeStyles } = found
      expect(Math.abs(terms.reduce((sum, { units }) => sum + units, 0) - total.units)).toBeLessThan(1e-9)
      expect(sumOf(weeks.units) / Math.max(1, total.units)).toBeCloseTo(total.units / Math.max(1, total.units), 9)
      expect(likeStyles.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 12)
      for (const { p10, p50, p90 } of [total, ...weeks.p10.keys().map((week) => at(weeks, week))]) {
        expect(p10).toBeGreaterThanOrEqual(0)
        expect(p50).toBeGreaterThanOrEqual(p10)
        expect(p90).toBeGreaterThanOrEqual(p50)
      }
      expect(total.p10).toBeGreaterThanOrEqual(sold)
      expect(Number.isFinite(total.p90)).toBe(true)
    }),
    { numRuns: 200 },
  )
})

function at(
  { p10, p50, p90 }: NewStyleForecast['weeks'],
  week: number,
): { readonly p10: number; readonly p50: number; readonly p90: number } {
  return { p10: p10[week] ?? Number.NaN, p50: p50[week] ?? Number.NaN, p90: p90[week] ?? Number.NaN }
}

const likeless = (chosen: NewStyleRequest['chosen']) => () => forecast(earlier, unsold({}), chosen)

test.each([
  [likeless([{ id: 'style 1', weight: 0.7 }]), 'weights of chosen sum to 0.7, wanted 1'],
  [likeless([{ id: 'nobody', weight: 1 }]), 'chosen[0].id is nobody'],
  [likeless([{ id: 'style 1', weight: Number.NaN }]), 'chosen[0].weight is NaN'],
  [likeless(Array.from({ length: 9 }, (_, index) => ({ id: `style ${index}`, weight: 1 / 9 }))), 'chosen has 9 like styles'],
  [() => forecast(earlier, { ...unsold({}), days: Int32Array.of(2, 2), cumulativeUnits: Float64Array.of(1, 2) }), 'style.days[1] is 2'],
  [() => forecast(earlier, { ...unsold({}), days: Int32Array.of(2) }), 'style has 0 units for 1 days'],
])('what does not fit together is refused (%#)', (act, message) => {
  expect(act).toThrow(message)
})
