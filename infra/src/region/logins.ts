import type { DatabasePlan } from '@hemisphere/topology/databases.ts'
import { SecretValue, type Stack } from 'aws-cdk-lib'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager'
import { acknowledge } from '../acknowledge.ts'
import type { DatabaseMember } from './database-member.ts'

export interface LoginsOptions {
  readonly plan: DatabasePlan
  /** The member of this region, which its services connect to. */
  readonly member: DatabaseMember
  readonly key: IKey
}

interface Login {
  /** Last part of the secret's name. */
  readonly name: string
  /** Role of PostgreSQL. */
  readonly role: string
}

const schemaLogins = (schema: string): readonly Login[] => [
  { name: schema, role: `${schema}_service` },
  { name: `${schema}-owner`, role: `${schema}_owner` },
]

const homeLogins: readonly Login[] = [
  { name: 'ops', role: 'ops_keeper' },
  { name: 'ops-owner', role: 'ops_owner' },
  { name: 'gateway', role: 'gateway_reader' },
  ...['catalog', 'store', 'forecasting'].flatMap(schemaLogins),
]

const directoryLogins: readonly Login[] = [
  { name: 'ops', role: 'ops_keeper' },
  { name: 'ops-owner', role: 'ops_owner' },
  { name: 'reader', role: 'directory_reader' },
  { name: 'owner', role: 'directory_owner' },
]

/** Id of a login in the secrets of the region whose member it names. */
export function loginId({ name, home }: DatabasePlan, login: string): string {
  return home === undefined ? `hemisphere/database/directory-${login}` : `hemisphere/database/${name}/${login}`
}

/** Id of the reader's login at the directory of another region of the zone. */
export const farReaderId = 'hemisphere/database/directory-reader-buddy'

export function loginsOf({ home }: DatabasePlan): readonly Login[] {
  return home === undefined ? directoryLogins : homeLogins
}

/**
 * Says for each role of a database at which address it is reached here. There is no password in them: IAM lets a task connect, by a
 * token that lives for 15 minutes ("IAM database authentication", Aurora user guide).
 */
export function addLogins(stack: Stack, { plan, member, key }: LoginsOptions): void {
  for (const { name, role } of loginsOf(plan)) {
    createLogin(stack, `Login-${plan.name}-${name}`, {
      secretId: loginId(plan, name),
      host: member.host,
      port: member.port,
      dbname: plan.dbname,
      role,
      key,
    })
  }
}

export interface LoginOptions {
  readonly secretId: string
  readonly host: string
  readonly port: number
  readonly dbname: string
  readonly role: string
  readonly key: IKey
}

/** One login, in the form in which services read it. */
export function createLogin(stack: Stack, id: string, { secretId, host, port, dbname, role, key }: LoginOptions): secretsmanager.Secret {
  const plain = (text: string): SecretValue => SecretValue.unsafePlainText(text)
  const secret = new secretsmanager.Secret(stack, id, {
    secretName: secretId,
    description: `Where ${role} is reached from ${stack.region}`,
    encryptionKey: key,
    secretObjectValue: {
      host: plain(host),
      port: plain(String(port)),
      dbname: plain(dbname),
      username: plain(role),
      authentication: plain('iam'),
    },
  })
  acknowledge(secret, 'SMG4', 'There is no password in it that could be rotated: tokens of IAM live for 15 minutes.')
  return secret
}
