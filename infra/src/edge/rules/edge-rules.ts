import type { Rule } from '../../checks/rule.ts'
import { codeBucketsClosed } from './code-buckets-closed.ts'
import { edgeRoles } from './edge-roles.ts'
import { graphNotCached } from './graph-not-cached.ts'
import { inertOrigin } from './inert-origin.ts'
import { keepsNoRequests } from './keeps-no-requests.ts'
import { secretsByReference } from './secrets-by-reference.ts'
import { viewerConnections } from './viewer-connections.ts'

/** What has to hold of the edge's templates, beside what has to hold of all. */
export const edgeRules: readonly Rule[] = [
  graphNotCached,
  inertOrigin,
  secretsByReference,
  viewerConnections,
  codeBucketsClosed,
  keepsNoRequests,
  edgeRoles,
]
