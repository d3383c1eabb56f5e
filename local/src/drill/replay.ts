import pg from 'pg'
import type { Operator } from '../operator/operator.ts'
import { adminRole } from '../postgres/initialise-cluster.ts'
import type { DatabasePlan } from '../world/database-plans.ts'
import { memberPort, planPorts } from '../world/ports.ts'
import type { RegionName } from '@hemisphere/topology/regions.ts'
import { adminPasswordId } from '../world/secret-ids.ts'

/** Runs work as the administrator of a member's server, in its own database. */
export async function asServerAdmin<Result>(
  { control, secrets }: Operator,
  plan: DatabasePlan,
  region: RegionName,
  work: (admin: pg.Client) => Promise<Result>,
): Promise<Result> {
  const port = memberPort(planPorts(control.edgePort), plan.name, region)
  const password = secrets.get(region, adminPasswordId(plan))
  const admin = new pg.Client({ host: '127.0.0.1', port, user: adminRole, password, database: plan.dbname, application_name: 'drill' })
  await admin.connect()
  try {
    return await work(admin)
  } finally {
    await admin.end()
  }
}

/** Lets every replica of a database that was paused replay again. */
export async function resumeReplay(operator: Operator, plan: DatabasePlan): Promise<void> {
  for (const region of plan.members) {
    await asServerAdmin(operator, plan, region, (admin) =>
      admin.query('select case when pg_is_in_recovery() then case when pg_is_wal_replay_paused() then pg_wal_replay_resume() end end'),
    )
  }
}

/** Makes a replica fall behind: it receives what the writer sends, and replays none of it. */
export async function pauseReplay(operator: Operator, plan: DatabasePlan, region: RegionName): Promise<void> {
  await asServerAdmin(operator, plan, region, (admin) => admin.query('select pg_wal_replay_pause()'))
}
