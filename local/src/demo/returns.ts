import type { Random } from './prng.ts'
import type { Store } from './stores.ts'

/** One unit that comes back on a day: to which pair, and for how much. */
export type Return = { readonly pair: number; readonly netMinor: number; readonly fullMinor: number }

/** Goods that customers will bring back. */
export type ReturnsDesk = {
  /** Decides for one unit sold whether and when it comes back. */
  readonly sell: (sale: Return & { day: number; store: Store; rate: number }) => void
  /** What comes back on a day. */
  readonly takeBack: (day: number) => readonly Return[]
}

const none: readonly Return[] = []

/** Returns come one to 14 days after a sale in a shop and 5 to 24 after one online, on a day on which the store is open. */
export function createReturnsDesk(random: Random, isOpen: (store: Store, day: number) => boolean): ReturnsDesk {
  const due = new Map<number, Return[]>()
  return {
    sell({ day, store, rate, pair, netMinor, fullMinor }) {
      if (!random.chance(rate)) return
      let back = day + (store.online ? random.whole(5, 24) : random.whole(1, 14))
      while (!isOpen(store, back)) back++
      const list = due.get(back)
      const item = { pair, netMinor, fullMinor }
      if (list) list.push(item)
      else due.set(back, [item])
    },
    takeBack(day) {
      const list = due.get(day) ?? none
      due.delete(day)
      return list
    },
  }
}
