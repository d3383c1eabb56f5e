import type { Size } from '../deployment.ts'
import { estimateMonth, sumOf, totalOf, type CostLine, type Part } from './estimate.ts'
import { prices, pricesAsOf, type PriceRegion } from './prices.ts'

const allSizes: readonly Size[] = ['small', 'medium', 'large']
const dollars = (usd: number): string => Math.round(usd).toLocaleString('en-US')
const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
const head = (titles: readonly string[]): readonly string[] => [row(titles), row(titles.map((_, index) => (index === 0 ? '---' : '---:')))]

export interface RenderedTopology {
  readonly regions: number
  readonly zones: number
}

/** The estimate as Markdown: totals first, then a region line by line, then the prices behind it. */
export function renderCost(topology: RenderedTopology): string {
  const estimate = (size: Size, priceRegion: PriceRegion) => estimateMonth({ size, priceRegion, ...topology })
  const bySize = (priceRegion: PriceRegion) => allSizes.map((size) => estimate(size, priceRegion))
  const european = bySize('eu-west-1')
  const part = (title: string, of: Part): string => row([title, ...european.map((lines) => dollars(sumOf(lines, of)))])
  const totals = (priceRegion: PriceRegion): string =>
    row([
      `all of it: ${topology.regions} regions, ${topology.zones} zones, at prices of ${priceRegion}`,
      ...bySize(priceRegion).map((lines) => `**${dollars(totalOf(lines, topology))}**`),
    ])
  return [
    `US dollars a month, on demand; prices of ${pricesAsOf}.`,
    '',
    ...head(['', ...allSizes]),
    part('one region', 'region'),
    part('what a zone shares', 'zone'),
    part('edge, of all regions', 'edge'),
    part('delivery', 'delivery'),
    totals('eu-west-1'),
    totals('us-east-1'),
    '',
    'One region, at prices of eu-west-1:',
    '',
    ...head(['', ...allSizes]),
    ...rowsOf(european),
    '',
    'Prices (a star: read on a public page at that date; others are the last known and are to be checked first):',
    '',
    ...head(['', 'us-east-1', 'eu-west-1', 'for one', 'aws.amazon.com/']),
    ...Object.entries(prices).map(([name, { unit, usd, page, isRead }]) =>
      row([`${name}${isRead ? ' *' : ''}`, String(usd['us-east-1']), String(usd['eu-west-1']), unit, page]),
    ),
    '',
  ].join('\n')
}

function rowsOf(estimates: readonly (readonly CostLine[])[]): readonly string[] {
  const names = [...new Set(estimates.flatMap((lines) => lines.filter(({ part }) => part === 'region').map(({ what }) => what)))]
  return names.map((name) =>
    row([name, ...estimates.map((lines) => dollars(sumOf(lines.filter(({ part, what }) => part === 'region' && what === name))))]),
  )
}
