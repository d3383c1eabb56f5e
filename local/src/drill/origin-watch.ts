import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { logLines } from './log-lines.ts'

export interface WatchedRegion {
  readonly name: string
  readonly zone: string
}

/** Where the log of each region's process ends, in bytes, at a border of lines. */
export type LogBookmark = ReadonlyMap<string, number>

export interface OriginWatchInput {
  /** Has one file a region, `<region>.log`. */
  readonly logFolder: string
  readonly regions: readonly WatchedRegion[]
  readonly from: LogBookmark
  readonly to: LogBookmark
  /** The tenant as logs name it: the kit's `tenantHash` of its id. */
  readonly tenant: string
  /** The tenant's own zone. */
  readonly zone: string
  /** Requests that are the tenant's, for lines that name no tenant, such as those of refused ones. */
  readonly requestIds?: ReadonlySet<string>
}

export interface OriginWatch {
  /** Operations of the tenant that gateways of its own zone logged: none of them means that the watch saw nothing, not that all is well. */
  readonly operationsInZone: number
  /** Lines of the tenant or of its requests, of whatever message, in logs of other zones. */
  readonly elsewhere: readonly { readonly region: string; readonly message: string }[]
  /** Lines in logs of other zones that are not JSON, so that nobody can say whose they are. */
  readonly unreadableElsewhere: number
}

const lineSchema = z.object({
  msg: z.string().default(''),
  region: z.string().optional(),
  tenant: z.string().optional(),
  requestId: z.string().optional(),
})

const operation = 'operation'

/** Remembers where the logs end now. A log that is missing throws: what it would tell could not be seen. */
export async function bookmarkLogs(logFolder: string, regions: readonly WatchedRegion[]): Promise<LogBookmark> {
  const ends = await Promise.all(regions.map(async ({ name }) => [name, await endOfLines(logFile(logFolder, name))] as const))
  return new Map(ends)
}

/**
 * Proof by the gateways' own logs that requests stayed in their zone, between two bookmarks. A gateway logs an operation when
 * its connection is done with it: take the second bookmark when `operationsInZone` has reached what the client has counted.
 */
export async function watchOrigins(input: OriginWatchInput): Promise<OriginWatch> {
  const { logFolder, regions, from, to, tenant, zone, requestIds = new Set() } = input
  const zoneOf = new Map(regions.map((region) => [region.name, region.zone]))
  const elsewhere: { region: string; message: string }[] = []
  let operationsInZone = 0
  let unreadableElsewhere = 0

  for (const { name, zone: zoneOfLog } of regions) {
    for await (const text of logLines({ file: logFile(logFolder, name), from: placeIn(from, name), to: placeIn(to, name) })) {
      const line = readLine(text)
      if (line === undefined) {
        if (zoneOfLog !== zone) unreadableElsewhere += 1
        continue
      }
      const { msg, region = name, requestId } = line
      if (line.tenant !== tenant && (requestId === undefined || !requestIds.has(requestId))) continue
      // Either of the two speaks against it: the process that wrote the line, or the region that the line names.
      if (zoneOfLog !== zone || zoneOf.get(region) !== zone) elsewhere.push({ region, message: msg })
      else if (msg === operation) operationsInZone += 1
    }
  }
  return { operationsInZone, elsewhere, unreadableElsewhere }
}

function logFile(logFolder: string, region: string): string {
  return join(logFolder, `${region}.log`)
}

function placeIn(bookmark: LogBookmark, region: string): number {
  const place = bookmark.get(region)
  if (place === undefined) throw new Error(`got a bookmark without ${region}, wanted one of all regions that are watched`)
  return place
}

function readLine(text: string): z.infer<typeof lineSchema> | undefined {
  try {
    return lineSchema.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

/** Byte behind the last whole line: one that is being written belongs to what comes after. */
async function endOfLines(path: string): Promise<number> {
  await using file = await open(path)
  const { size } = await file.stat()
  const block = Buffer.alloc(65_536)
  for (let end = size; end > 0; end -= block.length) {
    const start = Math.max(0, end - block.length)
    const { bytesRead } = await file.read(block, 0, end - start, start)
    const newline = block.subarray(0, bytesRead).lastIndexOf('\n')
    if (newline >= 0) return start + newline + 1
  }
  return 0
}
