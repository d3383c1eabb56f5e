import fc from 'fast-check'
import { expect, test } from 'vitest'
import { editQuantity, isSuggestedAgain, mainReasons } from './explained-quantity.ts'
import { orderQuantity, type ExplainedQuantity, type QuantityInput } from './order-quantity.ts'

const input: QuantityInput = {
  expectedDemand: 20.4,
  targetUnits: 27,
  position: { onHandUnits: 8, reservedUnits: 1, inTransitUnits: 3, onOrderUnits: 4 },
  limits: { minDisplayUnits: 2, packSizeUnits: 6, orderMinimumUnits: 0 },
}

function sumOf({ terms }: ExplainedQuantity): number {
  return terms.reduce((sum, { units }) => sum + units, 0)
}

test('an order is told in the words of the graph', () => {
  const order = orderQuantity(input)
  expect(order.quantity).toBe(18)
  expect(order.terms).toEqual([
    { kind: 'DEMAND_OVER_COVER', units: 20 },
    { kind: 'SAFETY_STOCK', units: 7 },
    { kind: 'ON_HAND', units: -8 },
    { kind: 'RESERVED', units: 1 },
    { kind: 'IN_TRANSIT', units: -3 },
    { kind: 'ON_ORDER', units: -4 },
    { kind: 'PACK_ROUNDING', units: 5 },
  ])
  expect(mainReasons(order)).toEqual(['DEMAND_OVER_COVER', 'ON_HAND', 'SAFETY_STOCK'])
})

test('a display minimum above the target is a term of its own', () => {
  const order = orderQuantity({ ...input, limits: { ...input.limits, minDisplayUnits: 30 } })
  expect(order.terms).toContainEqual({ kind: 'MIN_DISPLAY', units: 3 })
  expect(order.quantity).toBe(18)
})

test('an order below the minimum is raised to whole packs of it', () => {
  const order = orderQuantity({ ...input, limits: { ...input.limits, orderMinimumUnits: 20 } })
  expect(order.terms.at(-1)).toEqual({ kind: 'ORDER_MINIMUM', units: 6 })
  expect(order.quantity).toBe(24)
})

test('what exceeds the need is surplus and nothing is ordered', () => {
  const order = orderQuantity({ ...input, position: { ...input.position, onHandUnits: 50 } })
  expect(order.quantity).toBe(0)
  expect(order.terms.at(-1)).toEqual({ kind: 'SURPLUS', units: 29 })
})

test('room and source cut an order down to whole packs, or to none below the minimum', () => {
  const limits = { ...input.limits, capacityUnits: 30, sourceUnits: 7 }
  const order = orderQuantity({ ...input, limits })
  expect(order.terms.slice(-2)).toEqual([
    { kind: 'CAPACITY', units: -6 },
    { kind: 'SOURCE_LIMIT', units: -6 },
  ])
  expect(order).toMatchObject({ quantity: 6, mostUnits: 6 })
  expect(orderQuantity({ ...input, limits: { ...limits, orderMinimumUnits: 12 } }).quantity).toBe(0)
})

const whole = fc.nat(200)
const anyInput: fc.Arbitrary<QuantityInput> = fc.record({
  expectedDemand: fc.double({ min: 0, max: 200, noNaN: true }),
  targetUnits: whole,
  position: fc.record({
    onHandUnits: fc.integer({ min: -20, max: 200 }),
    reservedUnits: whole,
    inTransitUnits: whole,
    onOrderUnits: whole,
  }),
  limits: fc.record(
    {
      minDisplayUnits: whole,
      packSizeUnits: fc.integer({ min: 1, max: 24 }),
      orderMinimumUnits: whole,
      capacityUnits: whole,
      sourceUnits: whole,
    },
    { requiredKeys: ['minDisplayUnits', 'packSizeUnits', 'orderMinimumUnits'] },
  ),
})

test('the terms add up to the quantity, which is whole packs within every limit', () => {
  fc.assert(
    fc.property(anyInput, (anything) => {
      const order = orderQuantity(anything)
      const { packSizeUnits, orderMinimumUnits, sourceUnits = Infinity } = anything.limits
      expect(sumOf(order)).toBe(order.quantity)
      expect(order.terms.every(({ units }) => Number.isInteger(units) && units !== 0)).toBe(true)
      expect(order.quantity).toBeGreaterThanOrEqual(0)
      expect(order.quantity % packSizeUnits).toBe(0)
      expect(order.quantity).toBeLessThanOrEqual(Math.min(sourceUnits, order.mostUnits))
      expect(order.quantity === 0 || order.quantity >= orderMinimumUnits).toBe(true)
    }),
    { numRuns: 1_000 },
  )
})

test('an edited quantity keeps its sum by one term', () => {
  fc.assert(
    fc.property(anyInput, whole, whole, (anything, first, second) => {
      const edited = editQuantity(editQuantity(orderQuantity(anything), first), second)
      expect(sumOf(edited)).toBe(second)
      expect(edited.terms.filter(({ kind }) => kind === 'MANUAL_EDIT').length).toBeLessThanOrEqual(1)
    }),
  )
})

test('a quantity is suggested again only when it moved beyond the threshold', () => {
  const order = { ...orderQuantity(input), quantity: 110, mostUnits: 200 }
  const threshold = { units: 5, share: 0.1 }
  expect(isSuggestedAgain(100, order, threshold)).toBe(false)
  expect(isSuggestedAgain(99, order, threshold)).toBe(true)
  expect(isSuggestedAgain(undefined, order, threshold)).toBe(true)
  expect(isSuggestedAgain(undefined, { ...order, quantity: 0 }, threshold)).toBe(false)
  expect(isSuggestedAgain(112, { ...order, mostUnits: 110 }, threshold)).toBe(true)
})

test('stock that is no whole number is refused by name', () => {
  const refused = (position: Partial<QuantityInput['position']>) => (): unknown =>
    orderQuantity({ ...input, position: { ...input.position, ...position } })
  expect(refused({ onHandUnits: 1.5 })).toThrow(new RangeError('position.onHandUnits is 1.5, wanted a whole number'))
  expect(refused({ onOrderUnits: -1 })).toThrow('position.onOrderUnits is -1, wanted a whole number ≥ 0')
  expect(() => orderQuantity({ ...input, targetUnits: Infinity })).toThrow('targetUnits is Infinity, wanted a whole number ≥ 0')
})
