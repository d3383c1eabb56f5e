import { addTo, at } from './arrays.ts'
import type { Ledger } from './ledger.ts'
import type { World } from './world.ts'

/** What is left this many days after a style's last day goes to an off-price buyer: later than the last return. */
const clearedAfterDays = 35

/** Sells off what is left of the styles whose time is over by the evening of a day. */
export function clearLeftovers({ styles, range }: World, ledger: Ledger, day: number): void {
  for (const [index, style] of styles.entries()) {
    if (style.endDay + clearedAfterDays !== day) continue
    for (const { firstPair, endPair } of at(range.colorways, index)) {
      for (let pair = firstPair; pair < endPair; pair++) {
        clear(ledger, pair)
        clear(ledger.warehouse, range.sku[pair] ?? 0)
      }
    }
  }
}

function clear(place: { onHand: Int32Array; cleared: Int32Array }, index: number): void {
  addTo(place.cleared, index, place.onHand[index] ?? 0)
  place.onHand[index] = 0
}
