import type { RegionName } from '@hemisphere/topology/regions.ts'
import type { Look } from './evidence.ts'
import { regionPlaces } from './figures.ts'
import { html, type Html } from './html.ts'
import type { Outcome } from './report.ts'

const tick = html`<svg viewBox="0 0 12 12" aria-hidden="true">
  <path d="M2 6.5 5 9.5 10 3" fill="none" stroke="currentColor" stroke-width="1.75" />
</svg>`
const octagon = html`<svg viewBox="0 0 12 12" aria-hidden="true">
  <path d="M3.9 1h4.2L11 3.9v4.2L8.1 11H3.9L1 8.1V3.9z" fill="currentColor" />
</svg>`
const clock = html`<svg viewBox="0 0 12 12" aria-hidden="true">
  <circle cx="6" cy="6" r="4.75" fill="none" stroke="currentColor" stroke-width="1.5" />
  <path d="M6 3.5V6l1.75 1.25" fill="none" stroke="currentColor" stroke-width="1.5" />
</svg>`

const marks: Readonly<Record<Outcome, { readonly icon: Html; readonly text: string }>> = {
  holds: { icon: tick, text: 'Holds' },
  violated: { icon: octagon, text: 'Violated' },
  incomplete: { icon: clock, text: 'Incomplete' },
}

/** An outcome by shape, word and colour. */
export function verdictMark(outcome: Outcome): Html {
  const { icon, text } = marks[outcome]
  return html`<span class="verdict ${outcome}">${icon}${text}</span>`
}

/** A region by the place where it is, and its code. */
export function regionName(region: RegionName): Html {
  return html`${regionPlaces[region]} <small>${region}</small>`
}

/** How something was found, folded away. */
export function howFound(look: Look | undefined): Html {
  return look === undefined
    ? html``
    : html`<details>
        <summary>how</summary>
        <code>${look.store}: ${look.how}</code>
      </details>`
}
