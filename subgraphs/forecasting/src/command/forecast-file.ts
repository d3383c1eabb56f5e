import { open, rename, rm } from 'node:fs/promises'
import { forecastPanel } from '../engine/panel/forecast-panel.ts'
import { cutPanel } from './cut-panel.ts'
import { FaultyFileError } from './faulty-file-error.ts'
import type { ForecastOptions } from './options.ts'
import { readSeries, type FileSeries } from './read-series.ts'
import { writeForecasts, writeHead } from './write-forecasts.ts'

export interface FileForecasts {
  readonly series: number
  readonly origins: number
  readonly rows: number
}

/** Forecasts a file from each of its origins; the output appears whole or not at all. `tell` is told of each step. */
export async function forecastFile(options: ForecastOptions, tell: (line: string) => void): Promise<FileForecasts> {
  const series = await readSeries(options).catch((cause: unknown) => {
    throw cause instanceof FaultyFileError ? new FaultyFileError(`${options.file}: ${cause.message}`, { cause }) : cause
  })
  tell(`${series.length} series, ${series.reduce((sum, { values }) => sum + values.length, 0)} rows`)
  const backs = listBacks(series, options)
  const partial = `${options.out}.partial`
  const file = await open(partial, 'w').catch((cause: unknown) => {
    throw new FaultyFileError(`${options.out} can't be written: ${String(cause)}`, { cause })
  })
  let rows = 0
  try {
    await writeHead(file)
    for (const [index, back] of backs.entries()) {
      const cuts = cutPanel(series, { ...options, back })
      tell(`origin ${index + 1} of ${backs.length}: forecasting ${cuts.length} series`)
      const forecasts = forecastPanel(
        cuts.map(({ panel }) => panel),
        { ...options, onProgress: tellPercent(`origin ${index + 1} of ${backs.length}`, tell) },
      )
      const byId = new Map(forecasts.map((forecast) => [forecast.id, forecast]))
      const told = cuts.flatMap(({ panel: { id }, origin, knownSteps }) => {
        const forecast = byId.get(id)
        return forecast === undefined ? [] : [{ forecast, origin, steps: knownSteps }]
      })
      await writeForecasts(file, told)
      rows += told.reduce((sum, { steps }) => sum + steps, 0)
      const short = series.length - told.length
      if (short > 0) tell(`origin ${index + 1} of ${backs.length}: ${short} series have nothing before it`)
    }
    await file.close()
    await rename(partial, options.out)
  } catch (fault) {
    await file.close().catch(() => undefined)
    await rm(partial, { force: true })
    throw fault
  }
  return { series: series.length, origins: backs.length, rows }
}

const tellEveryMs = 2_000

/** Tells how far one origin is, every two seconds at most. */
function tellPercent(what: string, tell: (line: string) => void): (share: number) => void {
  let told = performance.now()
  return (share) => {
    if (performance.now() - told < tellEveryMs) return
    told = performance.now()
    tell(`${what}: ${Math.round(100 * share)} %`)
  }
}

/** Rows before the end of training at which each origin lies, the earliest first. */
function listBacks(series: readonly FileSeries[], { origins, horizon, file }: ForecastOptions): readonly number[] {
  if (origins === undefined) return [0]
  const longest = Math.max(...series.map(({ trainedRows }) => trainedRows))
  if (longest <= origins * horizon)
    throw new FaultyFileError(
      `${file}: its longest series has ${longest} rows with a value, wanted more than ${origins} origins × ${horizon} periods = ${origins * horizon}`,
    )
  return Array.from({ length: origins }, (_, index) => (origins - index) * horizon)
}
