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
 * move costs (marginal analysis of concave expected sales, Fox 1966; for lateral transshipment Paterson et al. 2011). Routes whose transfer does not earn its
 * fixed cost and the least gain are closed, the worst first, and the rest is reckoned anew. Best where all routes cost the same a unit and nothing fixed.
 */
export function findTransfers(stores: readonly TransferStore[], options: TransferOptions): readonly Transfer[] {
  wantTransferInput(stores, options)
  const curves = stores.map(({ sample }) => salesCurve(sample, Math.ceil(at(sample, sample.length - 1))))
  const closed = new Set<number>()
  for (;;) {
    const flows = moveByGain({ stores, curves, options, closed })
    const worst = flows.toSorted((one, other) => one.gain - other.gain)[0]
    if (worst === undefined || worst.gain >= options.leastGain) {
      return flows.map((flow) => describe(flow, stores, curves))
    }
    closed.add(routeKey(worst.from, worst.to, stores.length))
  }
}

interface Problem {
  readonly stores: readonly TransferStore[]
  readonly curves: readonly Float64Array[]
  readonly options: TransferOptions
  readonly closed: ReadonlySet<number>
}

interface Flow {
  readonly from: number
  readonly to: number
  quantity: number
  salesGained: number
  salesLost: number
  gain: number
}

function moveByGain({ stores, curves, options, closed }: Problem): readonly Flow[] {
  const { packSizeUnits: pack, unitValue, routeCost } = options
  const stock = Float64Array.from(stores, ({ stockUnits }) => stockUnits)
  const flows = new Map<number, Flow>()
  for (;;) {
    let best: Flow | undefined
    for (const [from, giver] of stores.entries()) {
      if (at(stock, from) - pack < giver.keepUnits) continue
      const salesLost = salesAt(curves[from], at(stock, from)) - salesAt(curves[from], at(stock, from) - pack)
      for (const [to, receiver] of stores.entries()) {
        if (to === from || at(stock, to) + pack > (receiver.capacityUnits ?? Infinity) || closed.has(routeKey(from, to, stores.length)))
          continue
        const cost = routeCost(from, to)
        if (cost === undefined) continue
        const salesGained = salesAt(curves[to], at(stock, to) + pack) - salesAt(curves[to], at(stock, to))
        const gain = unitValue * (salesGained - salesLost) - cost.perUnit * pack
        if (gain > TIE && (best === undefined || gain > best.gain)) best = { from, to, quantity: pack, salesGained, salesLost, gain }
      }
    }
    if (best === undefined) return [...flows.values()]
    stock[best.from] = at(stock, best.from) - pack
    stock[best.to] = at(stock, best.to) + pack
    const key = routeKey(best.from, best.to, stores.length)
    const flow = flows.get(key)
    if (flow === undefined) {
      flows.set(key, { ...best, gain: best.gain - (routeCost(best.from, best.to)?.fixed ?? 0) })
    } else {
      flow.quantity += best.quantity
      flow.salesGained += best.salesGained
      flow.salesLost += best.salesLost
      flow.gain += best.gain
    }
  }
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

function routeKey(from: number, to: number, count: number): number {
  return from * count + to
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
