import { encodeId } from '@hemisphere/kit/opaque-id.ts'
import { idTypes } from '@hemisphere/schema/id-types.ts'
import type { QueryResolvers, SeasonResolvers } from '../generated/resolver-types.ts'
import { listSeasons } from './list-seasons.ts'

export const seasonQueries: Required<Pick<QueryResolvers, 'seasons'>> = {
  seasons: (_, page, context) => listSeasons(context, { first: page.first, after: page.after }),
}

export const seasonResolvers: Required<SeasonResolvers> = {
  id: (row) => encodeId(idTypes.season, row.id),
  externalId: (row) => row.external_id,
  name: (row) => row.name,
  startsOn: (row) => row.starts_on,
  endsOn: (row) => row.ends_on,
}
