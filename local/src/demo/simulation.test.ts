import { expect, test } from 'vitest'
import { at, range, sum } from './arrays.ts'
import { dayOf } from './calendar.ts'
import { demoTenants } from './demo-tenants.ts'
import { isOpen, simulate } from './simulation.ts'
import { createWorld } from './world.ts'

const lastDay = dayOf('2026-11-22')
const firstDay = lastDay - 729
const world = createWorld(at(demoTenants, 0).profile, { seed: 11, firstDay, lastDay, scale: 0.15 })
const evenings = { negative: 0, unbalanced: 0, days: 0 }
const { log, ledger } = simulate(world, (_, { warehouse, ...pairs }) => {
  evenings.days++
  for (let i = 0; i < world.range.pairCount; i++) {
    const cell = (column: Int32Array): number => column[i] ?? 0
    if (cell(pairs.onHand) < 0 || cell(pairs.inTransit) < 0) evenings.negative++
    const due = cell(pairs.initial) + cell(pairs.received) + cell(pairs.returned) - cell(pairs.sold) - cell(pairs.cleared)
    if (due !== cell(pairs.onHand)) evenings.unbalanced++
  }
  for (let i = 0; i < world.range.skus.length; i++) {
    const cell = (column: Int32Array): number => column[i] ?? 0
    if (cell(warehouse.onHand) < 0 || cell(warehouse.onOrder) < 0) evenings.negative++
    const due = cell(warehouse.initial) + cell(warehouse.received) - cell(warehouse.sent) - cell(warehouse.cleared)
    if (due !== cell(warehouse.onHand)) evenings.unbalanced++
  }
})
const entries = range(log.count()).map((index) => log.read(index))
const storeOf = (pair: number) => at(world.stores, world.range.store[pair] ?? 0)
const styleOf = (pair: number) => at(world.styles, world.range.style[pair] ?? 0)

test('on every evening each stock is what came in less what went out, and never below zero', () => {
  expect(evenings).toEqual({ negative: 0, unbalanced: 0, days: 730 })
})

test('what the warehouse sent is in the stores or on its way', () => {
  expect(sum(ledger.warehouse.sent)).toBe(sum(ledger.received) + sum(ledger.inTransit))
})

test('the log holds every unit sold and returned', () => {
  expect(sum(entries.map((entry) => entry.soldUnits))).toBe(sum(ledger.sold))
  expect(sum(entries.map((entry) => entry.returnedUnits))).toBe(sum(ledger.returned))
})

test('nothing sells before its launch or after its last day, and a stock-out is told only between them', () => {
  const outside = entries.filter(({ day, pair, soldUnits, outOfStock }) => {
    const { launchDay, endDay } = styleOf(pair)
    return (soldUnits > 0 || outOfStock) && (day < launchDay || day > endDay)
  })
  expect(outside).toEqual([])
})

test('nothing happens in a store before it opens or on a day on which it is closed', () => {
  expect(entries.filter(({ day, pair }) => !isOpen(world, storeOf(pair), day))).toEqual([])
})

test('a store that opened midway sells from its first day on', () => {
  const opened = world.stores.filter((store) => store.openDay > firstDay)
  expect(opened).toHaveLength(1)
  const first = entries.find(({ pair, soldUnits }) => storeOf(pair) === opened[0] && soldUnits > 0)
  expect((first?.day ?? 0) - (opened[0]?.openDay ?? 0)).toBeLessThan(7)
})

test('a day out of stock sells nothing, and such days are a modest share of the rows', () => {
  const out = entries.filter((entry) => entry.outOfStock)
  expect(out.every((entry) => entry.soldUnits === 0)).toBe(true)
  expect(out.length / entries.length).toBeGreaterThan(0.03)
  expect(out.length / entries.length).toBeLessThan(0.13)
})

test('no row is empty, and none stands twice', () => {
  expect(entries.filter((entry) => entry.soldUnits === 0 && entry.returnedUnits === 0 && !entry.outOfStock)).toEqual([])
  expect(new Set(entries.map((entry) => entry.day * world.range.pairCount + entry.pair)).size).toBe(entries.length)
})
