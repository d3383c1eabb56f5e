import { connectionResolvers } from '@hemisphere/kit/counted-page.ts'
import { scalars } from '@hemisphere/kit/scalars.ts'
import { forecastQueries, forecastResolvers, noForecastResolvers } from './forecasts/forecast-resolvers.ts'
import {
  locationTypeResolvers,
  merchandiseResolversOf,
  merchandiseTypeResolvers,
  scopeResolvers,
  storeResolvers,
} from './forecasts/merchandise-resolvers.ts'
import type { QueryResolvers, Resolvers } from './generated/resolver-types.ts'
import { runMutations, runQueries, runResolvers } from './runs/run-resolvers.ts'

const queries: Required<QueryResolvers> = { ...forecastQueries, ...runQueries }

/** Resolvers of the whole subgraph. */
export const resolvers = {
  Query: queries,
  Mutation: runMutations,
  Forecast: forecastResolvers,
  NoForecast: noForecastResolvers,
  ForecastRun: runResolvers,
  ForecastRunConnection: connectionResolvers,
  Scope: scopeResolvers,
  Merchandise: merchandiseTypeResolvers,
  Location: locationTypeResolvers,
  Product: merchandiseResolversOf('PRODUCT'),
  Style: merchandiseResolversOf('STYLE'),
  Category: merchandiseResolversOf('CATEGORY'),
  Store: storeResolvers,
  Date: scalars.Date,
  DateTime: scalars.DateTime,
  URL: scalars.URL,
} satisfies Resolvers
