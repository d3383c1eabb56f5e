import { regions, zones } from '@hemisphere/topology/regions.ts'
import type { Look } from './evidence.ts'
import { bytesText, counted, regionPlaces } from './figures.ts'
import { html, type Html } from './html.ts'
import type { JudgedFinding } from './judge.ts'
import { regionName, verdictMark } from './page-parts.ts'
import { findingsAt, type ResidencyReport, type TenantReport } from './report.ts'
import { summarize } from './summary.ts'

/** Retailers against regions: what lies where, and that nothing lies where nothing may. */
export function matrix({ tenants, looks }: ResidencyReport): Html {
  return html`<table class="matrix">
    <thead>
      <tr>
        <th scope="col">Retailer</th>
        ${regions.map(({ name, zone }) => html`<th scope="col">${regionName(name)}<br /><small>zone ${zone}</small></th>`)}
        <th scope="col">Everywhere</th>
      </tr>
    </thead>
    <tbody>
      ${tenants.map((tenant) => matrixRow(tenant, looks))}
    </tbody>
  </table>`
}

function matrixRow(tenant: TenantReport, looks: readonly Look[]): Html {
  const elsewhere = tenant.findings.filter(({ place }) => place.kind === 'global' || place.kind === 'unknown')
  return html`<tr>
    <th scope="row">
      ${tenant.name}<br /><small>${tenant.slug} · zone ${tenant.zone ?? 'unclear'}</small><br />${verdictMark(tenant.outcome)}
    </th>
    ${regions.map(({ name, zone }) =>
      cell({
        findings: findingsAt(tenant.findings, 'region', name),
        place: `${regionPlaces[name]} (${name})`,
        isHome: name === tenant.homeRegion,
        none: zone === tenant.zone ? 'nothing' : `nothing in ${counted(answered(looks, name), 'look')}`,
      }),
    )}
    ${cell({ findings: elsewhere, place: 'Everywhere', isHome: false, none: 'nothing' })}
  </tr>`
}

interface Cell {
  readonly findings: readonly JudgedFinding[]
  readonly place: string
  readonly isHome: boolean
  readonly none: string
}

function cell({ findings, place, isHome, none }: Cell): Html {
  const isBad = findings.some(({ verdict }) => verdict === 'violation')
  const classes = ['cell', ...(isHome ? ['home'] : []), ...(isBad ? ['bad'] : [])].join(' ')
  const lines = summarize(findings).map(
    ({ text, bytes }) => html`<li><span>${text}</span>${bytes === undefined ? undefined : html`<small>${bytesText(bytes)}</small>`}</li>`,
  )
  return html`<td class="${classes}" data-place="${place}${isHome ? ' · home' : ''}">
    ${isBad ? verdictMark('violated') : undefined}${
      lines.length === 0
        ? html`<span class="none">– ${none}</span>`
        : html`<ul>
            ${lines}
          </ul>`
    }
  </td>`
}

function answered(looks: readonly Look[], region: string): number {
  return looks.filter((look) => look.region === region && look.failure === undefined).length
}

/** The zones in words, such as `eu (Ireland, Frankfurt)`. */
export function zoneList(): string {
  return zones
    .map(({ name }) => {
      const places = regions.filter(({ zone }) => zone === name).map((region) => regionPlaces[region.name])
      return `${name} (${places.join(', ')})`
    })
    .join(' and ')
}
