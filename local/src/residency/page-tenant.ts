import { regions } from '@hemisphere/topology/regions.ts'
import { bytesText, counted, countText } from './figures.ts'
import { html, type Html } from './html.ts'
import type { JudgedFinding } from './judge.ts'
import { howFound, regionName, verdictMark } from './page-parts.ts'
import { findingsAt, type ResidencyReport, type TenantReport } from './report.ts'

/** All findings of one retailer, by region, each with how it was found. */
export function tenantSection(tenant: TenantReport, { looks }: ResidencyReport): Html {
  const home = regions.find(({ name }) => name === tenant.homeRegion)
  const parts: readonly (readonly [title: Html, findings: readonly JudgedFinding[]])[] = [
    ...regions.map(({ name }) => [regionName(name), findingsAt(tenant.findings, 'region', name)] as const),
    [html`Everywhere`, findingsAt(tenant.findings, 'global')],
    [html`Of this machine alone`, findingsAt(tenant.findings, 'machine')],
    [html`Where nobody can say`, findingsAt(tenant.findings, 'unknown')],
  ]
  return html`<section class="tenant">
    <header>
      <h3>${tenant.name}</h3>
      ${verdictMark(tenant.outcome)}
      <small
        >zone ${tenant.zone ?? 'unclear'}, at home in ${home === undefined ? tenant.homeRegion : regionName(home.name)}, placement epoch
        ${tenant.epoch}, id ${tenant.id}</small
      >
    </header>
    ${parts
      .filter(([, findings]) => findings.length > 0)
      .map(
        ([title, findings]) =>
          html`<details class="print-open">
            <summary>${title}: ${counted(findings.length, 'finding')}</summary>
            <table class="stack">
              <thead>
                <tr>
                  <th scope="col">What</th>
                  <th scope="col">Where</th>
                  <th scope="col" class="n">Count</th>
                  <th scope="col" class="n">Size</th>
                  <th scope="col">Verdict</th>
                  <th scope="col">Found</th>
                </tr>
              </thead>
              <tbody>
                ${findings.map(
                  (finding) =>
                    html`<tr>
                      <td><code>${finding.item}</code> <small>${finding.kind}</small></td>
                      <td>${finding.store}${finding.member === undefined ? undefined : html` <small>${finding.member}</small>`}</td>
                      <td class="n" data-name="count">${countText(finding.count)}</td>
                      <td class="n" data-name="size">${bytesText(finding.bytes)}</td>
                      <td>${verdictText(finding)}</td>
                      <td>${howFound(looks[finding.look])}</td>
                    </tr>`,
                )}
              </tbody>
            </table>
          </details>`,
      )}
  </section>`
}

function verdictText({ verdict, reason }: JudgedFinding): Html {
  switch (verdict) {
    case 'home':
      return html`in its home`
    case 'zone':
      return html`in its zone`
    case 'exception':
      return html`<small>exception: ${reason}</small>`
    case 'violation':
      return html`${verdictMark('violated')} ${reason}`
  }
}
