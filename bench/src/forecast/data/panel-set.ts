import type { PanelOptions, PanelSeries } from '@hemisphere/forecasting/engine/panel/panel.ts'

/** One series at one origin, with what came true. */
export interface PanelCase {
  readonly series: PanelSeries
  readonly actual: Float64Array
  /** Whether it is scored; the others are there for what they teach. */
  readonly isScored: boolean
  /** Key of its stored forecast of R. */
  readonly referenceId: string
}

/** All series of a set at one origin. */
export interface PanelSet extends PanelOptions {
  readonly name: string
  readonly cases: readonly PanelCase[]
}

const quickEvery = 8

/** Every eighth series, for a quick look. */
export function thinned<Item>(items: readonly Item[], isQuick: boolean): readonly Item[] {
  return isQuick ? items.filter((_, index) => index % quickEvery === 0) : items
}
