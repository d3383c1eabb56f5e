import { graphqlError } from '@hemisphere/kit/error.ts'
import type { ForecastingContext } from '../context.ts'
import { addWeeks } from '../days.ts'
import type { ForecastResolvers, NoForecastResolvers, QueryResolvers } from '../generated/resolver-types.ts'
import type { RunRow } from '../runs/run-queries.ts'
import { findForecast, type FoundForecast } from './find-forecast.ts'
import { decodeForecastId, encodeForecastId } from './forecast-id.ts'
import type { ForecastRow } from './forecast-queries.ts'
import { readScope, readWeeks } from './read-scope.ts'

type TotalColumn = 'total_mean' | 'total_p10' | 'total_p50' | 'total_p90'

export const forecastQueries: Required<Pick<QueryResolvers, 'forecast'>> = {
  forecast: (_, { scope, weeks }, context) => findForecast(context.loaders.forecast, { weeks: readWeeks(weeks), scope: readScope(scope) }),
}

export const forecastResolvers: Required<Omit<ForecastResolvers, '__isTypeOf'>> = {
  __resolveReference: ({ id }, context) => getForecast(context, id),
  id: encodeForecastId,
  scope: ({ scope }) => scope,
  run: ({ row }, _, context) => getRunOf(context, row),
  method: ({ row }) => row.method,
  series: ({ row, weeks }) => ({
    weekStarts: Array.from({ length: weeks }, (_, week) => addWeeks(row.first_week, week)),
    mean: row.mean.slice(0, weeks),
    p10: row.p10.slice(0, weeks),
    p50: row.p50.slice(0, weeks),
    p90: row.p90.slice(0, weeks),
  }),
  total: ({ row, weeks }) => ({
    weekCount: weeks,
    mean: totalOf(row, 'total_mean', weeks),
    p10: totalOf(row, 'total_p10', weeks),
    p50: totalOf(row, 'total_p50', weeks),
    p90: totalOf(row, 'total_p90', weeks),
  }),
  lineage: async ({ row }, _, context) => ({
    codeVersion: (await getRunOf(context, row)).code_version,
    trainedFrom: row.trained_from,
    trainedTo: row.trained_to,
    censoredWeeks: row.censored_weeks,
  }),
}

export const noForecastResolvers: Required<Omit<NoForecastResolvers, '__isTypeOf'>> = {
  reason: ({ reason }) => reason,
  hint: ({ hint }) => hint,
  pendingRun: (_absence, _, { loaders }) => loaders.run.underWay(),
}

function totalOf(row: ForecastRow, column: TotalColumn, weeks: number): number {
  const total = row[column][weeks - 1]
  if (total === undefined) throw new Error(`a forecast holds ${row[column].length} totals, wanted ${weeks}`)
  return total
}

async function getRunOf({ loaders }: ForecastingContext, row: ForecastRow): Promise<RunRow> {
  const run = await loaders.run.byId.load(row.run_id)
  if (run === null) throw new Error('a forecast names a run that is not there')
  return run
}

/** The forecast of an opaque id in the live run, else NOT_FOUND. */
async function getForecast(context: ForecastingContext, id: string): Promise<FoundForecast> {
  const name = decodeForecastId(id)
  const row = name === undefined ? null : await context.loaders.forecast.ofScope.load(name.scope)
  if (name === undefined || row === null) throw graphqlError('NOT_FOUND', `no forecast has the id ${JSON.stringify(id.slice(0, 80))}`)
  return { __typename: 'Forecast', ...name, row }
}
