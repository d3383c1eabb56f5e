/** What competes for something scarce: each taker's gain from its next share, which never rises as it takes. */
export interface Takers {
  readonly count: number
  /** Gain of the taker's next share; undefined when it wants or can have no more. */
  readonly nextGain: (taker: number) => number | undefined
  readonly take: (taker: number) => void
}

/**
 * Gives shares one by one to whoever gains most by the next, until nobody wants more; of equals the one listed first. With gains that never rise this is
 * optimal (Fox 1966, "Discrete optimization via marginal analysis"; Gross 1956). A binary heap finds the next in O(log n).
 */
export function giveByGain({ count, nextGain, take }: Takers): void {
  const heap: Entry[] = []
  for (let taker = 0; taker < count; taker++) {
    const gain = nextGain(taker)
    if (gain !== undefined) push(heap, { taker, gain })
  }
  for (let best = pop(heap); best !== undefined; best = pop(heap)) {
    const gain = nextGain(best.taker)
    if (gain === undefined) continue
    take(best.taker)
    const next = nextGain(best.taker)
    if (next !== undefined) push(heap, { taker: best.taker, gain: next })
  }
}

interface Entry {
  readonly taker: number
  readonly gain: number
}

function isBefore(one: Entry, other: Entry): boolean {
  return one.gain > other.gain || (one.gain === other.gain && one.taker < other.taker)
}

function push(heap: Entry[], entry: Entry): void {
  let place = heap.length
  heap.push(entry)
  while (place > 0) {
    const above = (place - 1) >> 1
    const parent = heap[above]
    if (parent === undefined || !isBefore(entry, parent)) break
    heap[place] = parent
    place = above
  }
  heap[place] = entry
}

function pop(heap: Entry[]): Entry | undefined {
  const top = heap[0]
  const last = heap.pop()
  if (top === undefined || last === undefined || heap.length === 0) return top
  let place = 0
  for (;;) {
    const left = 2 * place + 1
    const [one, other] = [heap[left], heap[left + 1]]
    if (one === undefined) break
    const isRight = other !== undefined && isBefore(other, one)
    const child = isRight ? other : one
    if (!isBefore(child, last)) break
    heap[place] = child
    place = isRight ? left + 1 : left
  }
  heap[place] = last
  return top
}
