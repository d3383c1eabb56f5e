import { counted, instantText } from './figures.ts'
import { html, type Html } from './html.ts'
import { matrix, zoneList } from './page-matrix.ts'
import { howFound, verdictMark } from './page-parts.ts'
import { looksSection, storesSection } from './page-stores.ts'
import { pageStyle } from './page-style.ts'
import { tenantSection } from './page-tenant.ts'
import type { ResidencyReport } from './report.ts'

export interface PageOptions {
  /** Name of the file with the same findings as JSON, beside the page. */
  readonly jsonName: string
  /** Of that file, in hex. */
  readonly jsonSha256: string
}

/** The report as one HTML document that needs nothing beside it, no script and no network. */
export function renderPage(report: ResidencyReport, { jsonName, jsonSha256 }: PageOptions): string {
  const { tenants, globalByDesign, notSeen } = report
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <title>Residency report, ${instantText(report.startedAt)}</title>
        <style>
          ${{ markup: pageStyle }}
        </style>
      </head>
      <body>
        <main>
          <h1>Hemisphere · residency report</h1>
          <p class="sentence">${headline(report)}</p>
          <p>
            ${verdictMark(report.outcome)} Found by looking: every database member, cache, session store, issuer, log and file of every
            region was asked what it holds. No configuration was taken for an answer.
          </p>
          ${facts(report)} ${violations(report)} ${failures(report)}
          <h2>What lies where</h2>
          <p>
            Zones are ${zoneList()}. A bar above a cell marks the home region; what a cell does not name was looked for and is not there.
            Sizes are of the rows, keys and lines themselves; a database on disk has the size of the whole database.
          </p>
          ${matrix(report)} ${exceptions(report)}
          <h2>Each retailer, each finding</h2>
          ${tenants.map((tenant) => tenantSection(tenant, report))} ${storesSection(report)}
          <h2>Global by design</h2>
          <p>What anybody anywhere may learn, and why. Nothing else leaves a zone.</p>
          <ul class="plain">
            ${globalByDesign.map(({ what, why }) => html`<li><strong>${what}</strong>${why}</li>`)}
          </ul>
          <h2>What this report does not see</h2>
          <ul class="plain">
            ${notSeen.map((text) => html`<li>${text}</li>`)}
          </ul>
          ${looksSection(report)}
          <footer>
            The same findings as data: ${jsonName}, SHA-256 <code>${jsonSha256}</code>. Made by <code>npm run residency-report</code>.
          </footer>
        </main>
      </body>
    </html> `
  return page.markup
}

function headline({ outcome, tenants, violations: broken, failedLooks }: ResidencyReport): string {
  const whose = counted(tenants.length, 'retailer')
  switch (outcome) {
    case 'holds':
      return `All data of ${whose} is in its own zone.`
    case 'violated':
      return `${counted(broken.length, 'finding')} ${broken.length === 1 ? 'is' : 'are'} not where the contract says.`
    case 'incomplete':
      return `Nothing was found outside of its zone, but ${counted(failedLooks.length, 'look')} failed: this proves nothing for what was not seen.`
  }
}

function facts({ startedAt, endedAt, codeVersion, looks, servers, caches }: ResidencyReport): Html {
  const seconds = (Date.parse(endedAt) - Date.parse(startedAt)) / 1_000
  const list: readonly (readonly [string, string | Html])[] = [
    ['Looked at', `${instantText(startedAt)}, for ${seconds.toFixed(1)} s`],
    ['Code version', html`<code>${codeVersion.slice(0, 12)}</code>`],
    ['Database members that answered', String(servers.length)],
    ['PostgreSQL', [...new Set(servers.map(({ version }) => version))].join(', ') || '–'],
    ['Redis that answered', `${caches.length} (${[...new Set(caches.map(({ version }) => version))].join(', ') || '–'})`],
    ['Looks', String(looks.length)],
  ]
  return html`<dl class="facts">
    ${list.map(
      ([name, value]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`
}

function violations({ violations: broken, tenants, looks }: ResidencyReport): Html {
  if (broken.length === 0) return html``
  const nameOf = (id: string | undefined): string => tenants.find((tenant) => tenant.id === id)?.name ?? id ?? 'of no tenant'
  return html`<h2>Not where it belongs</h2>
    <table class="stack">
      <thead>
        <tr>
          <th scope="col">Whose</th>
          <th scope="col">What</th>
          <th scope="col">Where</th>
          <th scope="col">Why</th>
          <th scope="col">Found</th>
        </tr>
      </thead>
      <tbody>
        ${broken.map(
          ({ tenantId, what, where, reason, look }) =>
            html`<tr class="bad">
              <th scope="row">${verdictMark('violated')} ${nameOf(tenantId)}</th>
              <td>${what}</td>
              <td>${where}</td>
              <td>${reason}</td>
              <td>${howFound(looks[look])}</td>
            </tr>`,
        )}
      </tbody>
    </table>`
}

function failures({ failedLooks }: ResidencyReport): Html {
  if (failedLooks.length === 0) return html``
  return html`<h2>Not looked at</h2>
    <p>These did not answer. What is in them is not proved to be anywhere.</p>
    <ul class="plain">
      ${failedLooks.map(
        ({ store, how, failure }) =>
          html`<li>
            <strong>${store}</strong>${failure}
            <details>
              <summary>how</summary>
              <code>${how}</code>
            </details>
          </li>`,
      )}
    </ul>`
}

/** Exceptions by reason: what is allowed to be where it is, and why. */
function exceptions({ tenants }: ResidencyReport): Html {
  const all = tenants.flatMap(({ name, findings }) =>
    findings.filter(({ verdict }) => verdict === 'exception').map((finding) => ({ name, finding })),
  )
  const groups = [...Map.groupBy(all, ({ finding }) => finding.reason)]
  if (groups.length === 0) return html``
  return html`<h2>Exceptions, each with its reason</h2>
    <ul class="plain">
      ${groups.map(
        ([reason, own]) =>
          html`<li>
            <strong>${reason}</strong>${[...new Set(own.map(({ finding }) => finding.store))].join(', ')}
            <small>(${[...new Set(own.map(({ name }) => name))].join(', ')})</small>
          </li>`,
      )}
    </ul>`
}
