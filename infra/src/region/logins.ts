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
  readonly isMadeLater?: true
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
  // Names both members, so it is made where both are known: by the stack of the services.
  { name: 'ops', role: 'ops_keeper', isMadeLater: true },
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
  for (const { name, role } of loginsOf(plan).filter(({ isMadeLater }) => isMadeLater !== true)) {
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
  /** The member in another region of the zone. */
  readonly otherMember?: { readonly host: string; readonly port: number }
}

/** One login, in the form in which services read it. */
export function createLogin(
  stack: Stack,
  id: string,
  { secretId, host, port, dbname, role, key, otherMember }: LoginOptions,
): secretsmanager.Secret {
  const value = { host, port, dbname, username: role, authentication: 'iam', ...(otherMember === undefined ? {} : { otherMember }) }
  const secret = new secretsmanager.Secret(stack, id, {
    secretName: secretId,
    description: `Where ${role} is reached from ${stack.region}`,
    encryptionKey: key,
    secretStringValue: SecretValue.unsafePlainText(stack.toJsonString(value)),
  })
  acknowledge(secret, 'SMG4', 'There is no password in it that could be rotated: tokens of IAM live for 15 minutes.')
  return secret
}
