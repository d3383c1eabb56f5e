import { FaultyFileError } from './faulty-file-error.ts'
import { forecastFile } from './forecast-file.ts'
import { createForecastCommand } from './options.ts'

const tell = (line: string): void => void process.stderr.write(`${line}\n`)

try {
  await createForecastCommand(async (options) => {
    const started = performance.now()
    const { series, origins, rows } = await forecastFile(options, tell)
    const seconds = ((performance.now() - started) / 1_000).toFixed(1)
    tell(`${rows} rows of ${series} series and ${origins} ${origins === 1 ? 'origin' : 'origins'} in ${seconds} s: ${options.out}`)
  }).parseAsync()
} catch (error) {
  if (!(error instanceof FaultyFileError)) throw error
  tell(`forecast: ${error.message}`)
  process.exitCode = 1
}
