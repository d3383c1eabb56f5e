import type { World } from './world.ts'

/**
 * Stock by pair and by SKU in the warehouse, and the sums that must agree with it on every evening:
 * initial + received + returned − sold − cleared = on hand, and never below 0.
 */
export type Ledger = {
  readonly initial: Int32Array
  readonly onHand: Int32Array
  /** Sent by the warehouse, not yet received. */
  readonly inTransit: Int32Array
  readonly received: Int32Array
  readonly sold: Int32Array
  readonly returned: Int32Array
  /** Left over from discontinued styles and sold off in bulk. */
  readonly cleared: Int32Array
  readonly warehouse: {
    readonly initial: Int32Array
    readonly onHand: Int32Array
    /** Ordered from suppliers, not yet received. */
    readonly onOrder: Int32Array
    readonly received: Int32Array
    readonly sent: Int32Array
    readonly cleared: Int32Array
  }
}

/** An empty ledger for the pairs and SKUs of a world. */
export function createLedger({ range }: World): Ledger {
  const byPair = (): Int32Array => new Int32Array(range.pairCount)
  const bySku = (): Int32Array => new Int32Array(range.skus.length)
  return {
    initial: byPair(),
    onHand: byPair(),
    inTransit: byPair(),
    received: byPair(),
    sold: byPair(),
    returned: byPair(),
    cleared: byPair(),
    warehouse: { initial: bySku(), onHand: bySku(), onOrder: bySku(), received: bySku(), sent: bySku(), cleared: bySku() },
  }
}
