import { at } from '../vector.ts'
import { salesCurve, type DemandSample } from './demand-sample.ts'
import type { QuantityTerm } from './order-quantity.ts'
import { wantNumber, wantNumbers } from './want.ts'

/** A store that may give or receive units of one SKU. */
export interface TransferStore {
  readonly id: string
  /** Demand over the span that a transfer shall serve. */
  readonly sample: DemandSample
  /** Units free to be sold there. */
  readonly stockUnits: number
  /** Units that it never gives away. */
  readonly keepUnits: number
  /** Most units that it has room for; absent = no limit. */
  readonly capacityUnits?: number
}

/** Cost of moving units along a route, in the money of `unitValue`. */
export interface RouteCost {
  readonly perUnit: number
  /** Cost of sending anything at all. */
  readonly fixed: number
}

export interface TransferOptions {
  readonly packSizeUnits: number
  /** Money that one sale more is worth. */
  readonly unitValue: number
  /** Cost of a route by the places of its stores; undefined = no such route. */
  readonly routeCost: (from: number, to: number) => RouteCost | undefined
  /** A transfer that gains less money than this after its costs is left. */
  readonly leastGain: number
}

/** Units to move from one store to another, and what is gained. */
export interface Transfer {
  readonly fromId: string
  readonly toId: string
  readonly quantity: number
  /** Parts that add up to the quantity: what the receiver wishes, and what the giver cannot spare of it. */
  readonly terms: readonly QuantityTerm[]
  /** Expected sales that the receiver gains and the giver loses. */
  readonly salesGained: number
  readonly salesLost: number
  /** Value of the sales less cost of the route. */
  readonly gain: number
}

/**
 * Transfers between stores: packs move one by one along the route where the receiver's next pack adds most value over what the giver's last one earns and the
 * move costs (marginal analysis of concave expected sales, Fox 1966; for lateral transshipment Paterson et al. 2011). Where a transfer does not earn its fixed
 * cost and the least gain its route is closed, the worst of each receiver first, and the rest is reckoned anew. Best where all routes cost the same a unit and
 * nothing fixed. For each pack moved all pairs of stores are looked at.
 */
export function findTransfers(stores: readonly TransferStore[], options: TransferOptions): readonly Transfer[] {
  wantTransferInput(stores, options)
  const curves = stores.map(({ sample }) => salesCurve(sample, Math.ceil(at(sample, sample.length - 1))))
  const problem: Problem = { stores, curves, options, ...readRoutes(stores.length, options.routeCost) }
  closeHopeless(problem)
  for (;;) {
    const flows = moveByGain(problem)
    const worst = new Map<number, Flow>()
    for (const flow of flows) {
      if (flow.gain < Math.min(options.leastGain, worst.get(flow.to)?.gain ?? Infinity)) worst.set(flow.to, flow)
    }
    if (worst.size === 0) return flows.map((flow) => describe(flow, stores, curves))
    for (const { from, to } of worst.values()) problem.perUnit[from * stores.length + to] = Infinity
  }
}

interface Problem {
  readonly stores: readonly TransferStore[]
  readonly curves: readonly Float64Array[]
  readonly options: TransferOptions
  /** Cost a unit of each route by giver, then receiver; Infinity = closed. */
  readonly perUnit: Float64Array
  readonly fixed: Float64Array
}

interface Flow {
  readonly from: number
  readonly to: number
  quantity: number
  salesGained: number
  salesLost: number
  gain: number
}

function readRoutes(count: number, routeCost: TransferOptions['routeCost']): Pick<Problem, 'perUnit' | 'fixed'> {
  const perUnit = new Float64Array(count * count).fill(Infinity)
  const fixed = new Float64Array(count * count)
  for (let from = 0; from < count; from++) {
    for (let to = 0; to < count; to++) {
      const cost = from === to ? undefined : routeCost(from, to)
      if (cost === undefined) continue
      wantNumber(`routeCost(${from}, ${to}).perUnit`, cost.perUnit, { atLeast: 0 })
      wantNumber(`routeCost(${from}, ${to}).fixed`, cost.fixed, { atLeast: 0 })
      perUnit[from * count + to] = cost.perUnit
      fixed[from * count + to] = cost.fixed
    }
  }
  return { perUnit, fixed }
}

/** Closes routes that would not earn enough if they were the only ones. */
function closeHopeless({ stores, curves, options, perUnit, fixed }: Problem): void {
  const { packSizeUnits: pack, unitValue, leastGain } = options
  for (const [from, giver] of stores.entries()) {
    for (const [to, { stockUnits }] of stores.entries()) {
      const route = from * stores.length + to
      let gain = -at(fixed, route)
      for (let units = pack; at(perUnit, route) < Infinity && giver.stockUnits - units >= giver.keepUnits; units += pack) {
        const sales = packSales(curves[to], stockUnits + units - pack, pack) - packSales(curves[from], giver.stockUnits - units, pack)
        const step = unitValue * sales - at(perUnit, route) * pack
        if (step <= 0) break
        gain += step
      }
      if (gain < leastGain) perUnit[route] = Infinity
    }
  }
}

function moveByGain({ stores, curves, options, perUnit, fixed }: Problem): readonly Flow[] {
  const { packSizeUnits: pack, unitValue } = options
  const count = stores.length
  const stock = Float64Array.from(stores, ({ stockUnits }) => stockUnits)
  // What a store's last pack earns and its next one would; out of reach where it may not give or receive.
  const lost = new Float64Array(count)
  const gained = new Float64Array(count)
  const weigh = (store: number): void => {
    const { keepUnits = 0, capacityUnits = Infinity } = stores[store] ?? {}
    const units = at(stock, store)
    lost[store] = units - pack < keepUnits ? Infinity : packSales(curves[store], units - pack, pack)
    gained[store] = units + pack > capacityUnits ? -Infinity : packSales(curves[store], units, pack)
  }
  for (const store of stores.keys()) weigh(store)
  const flows = new Map<number, Flow>()
  for (;;) {
    let best = -1
    let bestGain = TIE
    for (let from = 0; from < count; from++) {
      if (at(lost, from) === Infinity) continue
      for (let to = 0; to < count; to++) {
        const gain = unitValue * (at(gained, to) - at(lost, from)) - at(perUnit, from * count + to) * pack
        if (gain <= bestGain) continue
        best = from * count + to
        bestGain = gain
      }
    }
    if (best < 0) return [...flows.values()]
    const to = best % count
    const from = (best - to) / count
    const flow = flows.get(best) ?? { from, to, quantity: 0, salesGained: 0, salesLost: 0, gain: -at(fixed, best) }
    flow.quantity += pack
    flow.salesGained += at(gained, to)
    flow.salesLost += at(lost, from)
    flow.gain += bestGain
    flows.set(best, flow)
    stock[from] = at(stock, from) - pack
    stock[to] = at(stock, to) + pack
    weigh(from)
    weigh(to)
  }
}

/** Expected sales of the pack above so many units. */
function packSales(curve: Float64Array | undefined, units: number, pack: number): number {
  return salesAt(curve, units + pack) - salesAt(curve, units)
}

// A gain of rounding alone would move units to and fro.
const TIE = 1e-9

function describe(flow: Flow, stores: readonly TransferStore[], curves: readonly Float64Array[]): Transfer {
  const { from, to, quantity, salesGained, salesLost, gain } = flow
  const receiver = stores[to]
  const wish = (curves[to]?.length ?? 1) - 1
  const demand = Math.min(wish, Math.round(salesAt(curves[to], wish)))
  const stock = receiver?.stockUnits ?? 0
  const limit = quantity - (wish - stock)
  const terms: readonly QuantityTerm[] = [
    { kind: 'DEMAND_OVER_COVER', units: demand },
    { kind: 'SAFETY_STOCK', units: wish - demand },
    { kind: 'ON_HAND', units: -stock },
    { kind: limit > 0 ? 'PACK_ROUNDING' : 'SOURCE_LIMIT', units: limit },
  ]
  return {
    fromId: stores[from]?.id ?? '',
    toId: receiver?.id ?? '',
    quantity,
    terms: terms.filter(({ units }) => units !== 0),
    salesGained,
    salesLost,
    gain,
  }
}

function salesAt(curve: Float64Array | undefined, units: number): number {
  return curve === undefined ? 0 : at(curve, Math.min(units, curve.length - 1))
}

function wantTransferInput(stores: readonly TransferStore[], { packSizeUnits, unitValue, leastGain }: TransferOptions): void {
  wantNumber('packSizeUnits', packSizeUnits, { atLeast: 1, isWhole: true })
  wantNumber('unitValue', unitValue, { atLeast: 0 })
  wantNumber('leastGain', leastGain, { atLeast: 0 })
  const whole = { atLeast: 0, isWhole: true }
  for (const [index, store] of stores.entries()) {
    wantNumbers(`stores[${index}].sample`, store.sample, { atLeast: 0 })
    wantNumber(`stores[${index}].stockUnits`, store.stockUnits, whole)
    wantNumber(`stores[${index}].keepUnits`, store.keepUnits, whole)
    if (store.capacityUnits !== undefined) wantNumber(`stores[${index}].capacityUnits`, store.capacityUnits, whole)
  }
}
