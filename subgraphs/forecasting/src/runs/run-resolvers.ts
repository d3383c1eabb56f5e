import { getById } from '@hemisphere/kit/look-up.ts'
import { encodeId } from '@hemisphere/kit/opaque-id.ts'
import { idTypes } from '@hemisphere/schema/id-types.ts'
import type { ForecastingContext } from '../context.ts'
import type { ForecastMethod } from '../database-schema.ts'
import type { ForecastRunResolvers, MutationResolvers, QueryResolvers } from '../generated/resolver-types.ts'
import { listRuns } from './list-runs.ts'
import { progressOf } from './run-progress.ts'
import type { RunRow } from './run-queries.ts'
import { startRunForCaller } from './start-run-for-caller.ts'

const methods: readonly ForecastMethod[] = ['SEASONAL_NAIVE', 'ETS', 'THETA']

export const runQueries: Required<Pick<QueryResolvers, 'forecastRun' | 'forecastRuns'>> = {
  forecastRun: (_, { id }, context) => (typeof id === 'string' ? getRun(context, id) : context.loaders.run.live()),
  forecastRuns: (_, { first, after }, context) => listRuns(context, { first, after }),
}

export const runMutations: Required<MutationResolvers> = {
  forecastRunStart: (_, { input }, context) => startRunForCaller(context, input),
}

export const runResolvers: Required<Omit<ForecastRunResolvers, '__isTypeOf'>> = {
  __resolveReference: ({ id }, context) => getRun(context, id),
  id: (run) => encodeId(idTypes.forecastRun, run.id),
  status: (run) => run.status,
  trigger: (run) => run.trigger,
  dataThrough: (run) => run.data_through,
  progress: async (run, _, { loaders, now }) => progressOf(run, await loaders.run.tally.load(run.id), now()),
  createdAt: (run) => run.created_at,
  finishedAt: (run) => run.finished_at,
  switchedInAt: (run) => run.switched_in_at,
  codeVersion: (run) => run.code_version,
  region: (run) => run.region,
  methods: async (run, _, { loaders }) => {
    const counts = (await loaders.run.tally.load(run.id))?.methodCounts
    return methods.map((method) => ({ method, seriesCount: counts?.[method] ?? 0 })).filter(({ seriesCount }) => seriesCount > 0)
  },
}

/** The run of an opaque id; one that is malformed, unknown or another tenant's is NOT_FOUND alike. */
function getRun({ loaders }: ForecastingContext, id: string): Promise<RunRow> {
  return getById({ type: idTypes.forecastRun, byId: loaders.run.byId }, id)
}
