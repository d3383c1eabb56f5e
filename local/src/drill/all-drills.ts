import type { Drill } from './drill.ts'
import { clockSkew } from './drills/clock-skew.ts'
import { computeLost } from './drills/compute-lost.ts'
import { directorySlow } from './drills/directory-slow.ts'
import { edgeRestarted } from './drills/edge-restarted.ts'
import { homeFenced } from './drills/home-fenced.ts'
import { keyAddressDown } from './drills/key-address-down.ts'
import { keyRotated } from './drills/key-rotated.ts'
import { logsClean } from './drills/logs-clean.ts'
import { mapRefused } from './drills/map-refused.ts'
import { oldWriterReturns } from './drills/old-writer-returns.ts'
import { redisLost } from './drills/redis-lost.ts'
import { regionLost } from './drills/region-lost.ts'
import { sessionsKept } from './drills/sessions-kept.ts'
import { standbyLagging } from './drills/standby-lagging.ts'
import { tenantMoved } from './drills/tenant-moved.ts'
import { unknownKeys } from './drills/unknown-keys.ts'
import { writerLost } from './drills/writer-lost.ts'
import { zoneLost } from './drills/zone-lost.ts'

/** Every drill, in the order in which `npm run drill -- all` runs them. */
export const allDrills: readonly Drill[] = [
  computeLost,
  writerLost,
  standbyLagging,
  redisLost,
  regionLost,
  sessionsKept,
  oldWriterReturns,
  zoneLost,
  tenantMoved,
  mapRefused,
  homeFenced,
  keyAddressDown,
  directorySlow,
  unknownKeys,
  keyRotated,
  clockSkew,
  edgeRestarted,
  logsClean,
]
