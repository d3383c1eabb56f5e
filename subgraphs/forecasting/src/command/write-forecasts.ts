import type { FileHandle } from 'node:fs/promises'
import type { PanelForecast } from '../engine/panel/forecast-panel.ts'
import { at } from '../engine/vector.ts'

const head = 'series_id,origin,h,mean,p025,p10,p50,p90,p975\n'

/** Begins the file of forecasts. */
export function writeHead(file: FileHandle): Promise<void> {
  return file.writeFile(head)
}

export interface OriginForecast {
  readonly forecast: PanelForecast
  readonly origin: string
  readonly steps: number
}

/** Appends the forecasts of one origin, a row a step. */
export async function writeForecasts(file: FileHandle, forecasts: readonly OriginForecast[]): Promise<void> {
  const lines: string[] = []
  for (const { forecast, origin, steps } of forecasts) {
    const start = `${quoted(forecast.id)},${quoted(origin)}`
    for (let step = 0; step < steps; step++) {
      const numbers = [forecast.mean, ...forecast.quantiles].map((column) => shorten(at(column, step)))
      lines.push(`${start},${step + 1},${numbers.join(',')}\n`)
    }
  }
  await file.writeFile(lines.join(''))
}

/** Seven digits: more than any forecast knows. */
function shorten(value: number): string {
  return String(Number(value.toPrecision(7)))
}

function quoted(text: string): string {
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
