import type pg from 'pg'
import { z } from 'zod'
import type { Link, Place, Server, WayOut } from './evidence.ts'
import { placeOf } from './file-place.ts'
import type { LookBook } from './look-book.ts'
import type { Member } from './members.ts'

export interface ServersFound {
  readonly servers: readonly Server[]
  readonly links: readonly Link[]
  readonly waysOut: readonly WayOut[]
}

const factsRow = z.object({
  version: z.string(),
  is_replica: z.boolean(),
  system_id: z.string(),
  data_folder: z.string(),
  database_bytes: z.number(),
  position: z.string(),
  last_commit_age_ms: z.number().nullable(),
  writer_epoch: z.int().nullable(),
  sender: z.string().nullable(),
  receivers: z.number(),
  archives: z.boolean(),
  subscriptions: z.number(),
  foreign_servers: z.number(),
  publications: z.number(),
  large_objects: z.number(),
})

type Facts = z.infer<typeof factsRow>

const query = `select current_setting('server_version') as version, pg_is_in_recovery() as is_replica,
  (select system_identifier::text from pg_control_system()) as system_id,
  current_setting('data_directory') as data_folder, pg_database_size(current_database())::float8 as database_bytes,
  (case when pg_is_in_recovery() then pg_last_wal_replay_lsn() else pg_current_wal_lsn() end - '0/0')::text as position,
  (extract(epoch from clock_timestamp() - pg_last_xact_replay_timestamp()) * 1000)::float8 as last_commit_age_ms,
  (select epoch from ops.writer) as writer_epoch,
  (select sender_host || ':' || sender_port from pg_stat_wal_receiver) as sender,
  (select count(*)::float8 from pg_stat_replication) as receivers,
  current_setting('archive_mode') <> 'off' as archives,
  (select count(*)::float8 from pg_subscription) as subscriptions,
  (select count(*)::float8 from pg_foreign_server) as foreign_servers,
  (select count(*)::float8 from pg_publication) as publications,
  (select count(*)::float8 from pg_largeobject_metadata) as large_objects`

interface Asked {
  readonly member: Member
  readonly look: number
  readonly facts: Facts
}

/** What each member tells of itself: version, role, how far behind, from whom it takes the log and how many take it from it. */
export async function collectServers(book: LookBook, members: readonly Member[]): Promise<ServersFound> {
  const answers = members.map((member) =>
    book.look<readonly Asked[]>(
      { store: member.store, region: member.region, how: query },
      async (look) => ({ found: 1, result: [{ member, look, facts: await member.read(member.plan.dbname, askFacts) }] }),
      [],
    ),
  )
  const asked = (await Promise.all(answers)).flat()
  return {
    servers: asked.map((one) => serverOf(one, asked)),
    links: asked.flatMap((one) => linkOf(one, asked)),
    waysOut: [...asked.flatMap((one) => waysOutOf(one, asked)), ...strayCopies(asked)],
  }
}

async function askFacts(client: pg.Client): Promise<Facts> {
  return z.tuple([factsRow]).parse((await client.query(query)).rows)[0]
}

function serverOf({ member, facts }: Asked, asked: readonly Asked[]): Server {
  const writer = asked.find((one) => one.member.plan === member.plan && !one.facts.is_replica)
  return {
    store: member.store,
    region: member.region,
    version: facts.version,
    role: facts.is_replica ? 'replica' : 'writer',
    writerEpoch: facts.writer_epoch ?? undefined,
    systemId: facts.system_id,
    dataFolder: facts.data_folder,
    databaseBytes: facts.database_bytes,
    behindBytes:
      !facts.is_replica || writer === undefined ? undefined : Math.max(0, Number(BigInt(writer.facts.position) - BigInt(facts.position))),
    lastCommitAgeMs: facts.is_replica ? (facts.last_commit_age_ms ?? undefined) : undefined,
  }
}

function linkOf({ member, look, facts }: Asked, asked: readonly Asked[]): readonly Link[] {
  if (facts.sender === null) return []
  const sender = asked.find((one) => addressOf(one.member) === facts.sender)
  const from: Place = sender === undefined ? { kind: 'unknown' } : placeOf(sender.member.region)
  return [{ what: `write-ahead log of ${sender?.member.store ?? facts.sender} to ${member.store}`, from, to: placeOf(member.region), look }]
}

const addressOf = ({ host, port }: Member): string => `${host}:${port}`

function waysOutOf({ member, look, facts }: Asked, asked: readonly Asked[]): readonly WayOut[] {
  const known = asked.filter((one) => one.facts.sender === addressOf(member)).length
  const ways: readonly (readonly [number, string])[] = [
    [Math.max(0, facts.receivers - known), 'receivers of the write-ahead log that are no member'],
    [facts.archives ? 1 : 0, 'archiving of the write-ahead log'],
    [facts.subscriptions, 'logical subscriptions'],
    [facts.publications, 'logical publications'],
    [facts.foreign_servers, 'foreign servers'],
    [facts.large_objects, 'large objects, which belong to no table and no tenant'],
  ]
  return ways
    .filter(([count]) => count > 0)
    .map(([count, what]) => ({ what: `${count} ${what} in ${member.store}`, place: placeOf(member.region), look }))
}

/** Copies of one cluster have one identity: a cluster of another database, or of another zone, must not have it. */
function strayCopies(asked: readonly Asked[]): readonly WayOut[] {
  return asked.flatMap(({ member, look, facts }) =>
    asked
      .filter((other) => other.member.plan !== member.plan && other.facts.system_id === facts.system_id)
      .map((other) => ({ what: `${member.store} is a copy of the cluster of ${other.member.store}`, place: placeOf(member.region), look })),
  )
}
