import type { ForecastName } from './forecast-id.ts'
import type { ForecastLoaders } from './forecast-loaders.ts'
import type { ForecastRow } from './forecast-queries.ts'
import type { NoForecast } from './no-forecast.ts'

/** A stored forecast, of which the first `weeks` are asked. */
export interface FoundForecast extends ForecastName {
  readonly __typename: 'Forecast'
  readonly row: ForecastRow
}

export interface MissingForecast extends NoForecast {
  readonly __typename: 'NoForecast'
}

/** The forecast of a scope in the live run, or why there is none; merchandise or a store that the tenant has not is NOT_FOUND. */
export async function findForecast(loaders: ForecastLoaders, { scope, weeks }: ForecastName): Promise<FoundForecast | MissingForecast> {
  const row = await loaders.ofScope.load(scope)
  if (row !== null) return { __typename: 'Forecast', scope, weeks, row }
  return { __typename: 'NoForecast', ...(await loaders.absence.load(scope)) }
}
