/** Sales as columns: half a million rows take some 15 MB, and no object is made before it is asked for. */
export type SalesLog = {
  readonly count: () => number
  readonly push: (day: number, pair: number, entry: SalesEntry) => void
  readonly read: (index: number) => { day: number; pair: number } & SalesEntry
}

export type SalesEntry = { soldUnits: number; returnedUnits: number; netMinor: number; fullMinor: number; outOfStock: boolean }

const width = 7

/** An empty log that grows by doubling. */
export function createSalesLog(): SalesLog {
  let cells = new Int32Array(width * 4096)
  let count = 0
  return {
    count: () => count,
    push(day, pair, entry) {
      const start = count * width
      if (start === cells.length) {
        const larger = new Int32Array(cells.length * 2)
        larger.set(cells)
        cells = larger
      }
      cells[start] = day
      cells[start + 1] = pair
      cells[start + 2] = entry.soldUnits
      cells[start + 3] = entry.returnedUnits
      cells[start + 4] = entry.netMinor
      cells[start + 5] = entry.fullMinor
      cells[start + 6] = entry.outOfStock ? 1 : 0
      count++
    },
    read(index) {
      const start = index * width
      const cell = (column: number): number => cells[start + column] ?? 0
      return {
        day: cell(0),
        pair: cell(1),
        soldUnits: cell(2),
        returnedUnits: cell(3),
        netMinor: cell(4),
        fullMinor: cell(5),
        outOfStock: cell(6) === 1,
      }
    },
  }
}
