import { Command, InvalidArgumentError, Option } from 'commander'

/** Which columns of a long CSV mean what, and what is to be forecast. */
export interface ForecastOptions {
  readonly file: string
  readonly out: string
  readonly id: string
  readonly time: string
  readonly value: string
  readonly season: number
  readonly horizon: number
  /** Column that says `train` or `test`; the origin is the last row of training. */
  readonly splitColumn?: string
  /** Number of origins, a horizon apart, the last one a horizon before the end. */
  readonly origins?: number
  readonly regressors: readonly string[]
  readonly group?: string
}

/** The command line of `npm run -s forecast`. */
export function createForecastCommand(act: (options: ForecastOptions) => Promise<void>): Command {
  return new Command('forecast')
    .description(
      'Forecasts every series of a long CSV, plain or gzip: one row a series and period. Rows without a value after the last one are ahead; ' +
        'what they say of regressors is used. A period without a row is unknown: where nothing was sold, write 0.',
    )
    .requiredOption('--file <file>', 'the CSV, such as sales.csv.gz')
    .requiredOption('--out <file>', 'where forecasts go: series_id,origin,h,mean,p025,p10,p50,p90,p975')
    .option('--id <column>', 'column that names the series', 'series_id')
    .option('--time <column>', 'column of periods: 2026-11-25, 2026-11, 2026-W48, 2026-Q4, 2026 or whole numbers', 'period')
    .option('--value <column>', 'column of what is forecast', 'value')
    .option('--season <periods>', 'periods of a season, 1 for none', wholeFromOne, 1)
    .requiredOption('--horizon <periods>', 'periods ahead', wholeFromOne)
    .addOption(new Option('--split-column <column>', 'column that says train or test: forecasts begin after the last row of train'))
    .addOption(
      new Option('--origins <number>', 'forecasts from so many points of the past, a horizon apart')
        .argParser(wholeFromOne)
        .conflicts('splitColumn'),
    )
    .option('--regressors <columns>', 'what is known beforehand, such as price,deal', listOf, [])
    .option('--group <column>', 'column whose series lend each other season and price response')
    .action(async (options: ForecastOptions) => act(options))
}

const most = 100_000

function wholeFromOne(text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1 || value > most) throw new InvalidArgumentError(`wanted a whole number from 1 to ${most}`)
  return value
}

function listOf(text: string): readonly string[] {
  return text
    .split(',')
    .map((column) => column.trim())
    .filter((column) => column !== '')
}
