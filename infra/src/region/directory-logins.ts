import type { Stack } from 'aws-cdk-lib'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import { createLogin } from './logins.ts'
import type { ReachableDatabase } from './service.ts'

export interface DirectoryLoginsOptions {
  readonly databases: readonly ReachableDatabase[]
  readonly key: IKey
}

const dbname = 'directory'

/** Logins that name the directory's member in another region: the reader falls back on it, and the keeper asks it for its lease. */
export function addDirectoryLogins(stack: Stack, { databases, key }: DirectoryLoginsOptions): void {
  const near = databases.find(({ use }) => use === 'directory')
  const far = databases.find(({ use }) => use === 'far-directory')
  if (near === undefined || far === undefined) throw new Error('the zone has no directory in two regions')
  createLogin(stack, 'FarReader', {
    secretId: far.loginId('reader'),
    host: far.host,
    port: far.port,
    dbname,
    role: far.role('reader'),
    key,
  })
  createLogin(stack, 'DirectoryKeeper', {
    secretId: near.loginId('ops'),
    host: near.host,
    port: near.port,
    dbname,
    role: near.role('ops'),
    key,
    otherMember: { host: far.host, port: far.port },
  })
}
