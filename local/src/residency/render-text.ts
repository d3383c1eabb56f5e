import { textColumns } from '../drill/text-columns.ts'
import { regions } from '@hemisphere/topology/regions.ts'
import { bytesText, counted } from './figures.ts'
import { findingsAt, type ResidencyReport, type TenantReport } from './report.ts'
import { summarize } from './summary.ts'

const tenantWidth = 16
const regionWidth = 28

/** The report for a terminal: a table of retailers and regions, then whatever is not where it belongs. */
export function renderText(report: ResidencyReport): string {
  const { tenants, violations, failedLooks, looks, outcome } = report
  const columns = [{ title: 'retailer', width: tenantWidth }, ...regions.map(({ name }) => ({ title: name, width: regionWidth }))]
  return [
    textColumns(columns, tenants.map(rowOf)),
    ...violations.map(({ tenantId, what, where, reason }) => `VIOLATION  ${nameOf(report, tenantId)}: ${what}, in ${where}: ${reason}`),
    ...failedLooks.map(({ store, failure }) => `NOT SEEN   ${store}: ${failure}`),
    `${outcome.toUpperCase()}: ${counted(looks.length, 'look')}, ${counted(violations.length, 'violation')}, ${counted(failedLooks.length, 'look')} failed`,
  ].join('\n')
}

function rowOf(tenant: TenantReport): readonly string[] {
  const cells = regions.map(({ name }) => {
    const lines = summarize(findingsAt(tenant.findings, 'region', name))
    return lines.length === 0
      ? '–'
      : lines.map(({ text, bytes }) => (bytes === undefined ? text : `${text} ${bytesText(bytes)}`)).join('\n')
  })
  return [`${tenant.slug}\nzone ${tenant.zone ?? 'unclear'}\n${tenant.outcome}`, ...cells]
}

function nameOf({ tenants }: ResidencyReport, id: string | undefined): string {
  return tenants.find((tenant) => tenant.id === id)?.slug ?? id ?? 'of no tenant'
}
