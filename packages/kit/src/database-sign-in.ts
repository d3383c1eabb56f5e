import { checkServerIdentity, type PeerCertificate } from 'node:tls'
import type { LookupFunction } from 'node:net'
import type pg from 'pg'
import { activeEndpoint, clusterSocket, readerEndpoint } from './cluster-endpoint.ts'
import type { DatabaseSecret } from './secrets.ts'

type Address = Pick<DatabaseSecret, 'host' | 'port' | 'username'>

/** Makes what stands in for a password, good for minutes: it is asked for at each new connection. */
export type SignToken = (address: Address) => Promise<string>

/**
 * How a pool reaches and enters a database. By IAM each connection asks for a token of its own, and the server has to show a
 * certificate of its name: a token that is sent without TLS, or to another server, would be anybody's for a quarter of an hour.
 * An Aurora cluster is named by its cluster endpoint and reached by the one that is active.
 */
export async function signIn(
  login: () => Promise<DatabaseSecret>,
  signToken: SignToken = signRdsToken,
  lookUp?: LookupFunction,
): Promise<pg.PoolConfig> {
  const { host, port, dbname, username, authentication } = await login()
  return {
    host,
    port,
    database: dbname,
    user: username,
    password: () => passwordOf(login, signToken, lookUp),
    ...(readerEndpoint(host) === undefined ? {} : { stream: () => clusterSocket(lookUp) }),
    ...(authentication === undefined ? {} : { ssl: verifiedTls(host) }),
  }
}

async function passwordOf(login: () => Promise<DatabaseSecret>, signToken: SignToken, lookUp?: LookupFunction): Promise<string> {
  const known = await login()
  return known.password ?? signToken({ ...known, host: await activeEndpoint(known.host, lookUp) })
}

/** TLS that is verified whatever the environment says: by the authorities of Node.js and of NODE_EXTRA_CA_CERTS, for this host or its reader endpoint. */
export function verifiedTls(host: string): {
  readonly rejectUnauthorized: true
  readonly checkServerIdentity: (name: string, certificate: PeerCertificate) => Error | undefined
} {
  return {
    rejectUnauthorized: true,
    // pg names no server where the host is an address, and Node.js would then look for "localhost".
    checkServerIdentity(_name, certificate) {
      const fault = checkServerIdentity(host, certificate)
      const reader = readerEndpoint(host)
      return fault === undefined || reader === undefined ? fault : checkServerIdentity(reader, certificate)
    },
  }
}

const rdsHost = /\.([a-z]{2}(?:-[a-z]+)+-\d)\.rds\.amazonaws\.com$/

/** The region of a server of RDS, which is not that of its caller where the other member of a database is asked. */
export function regionOfRds(host: string): string {
  const region = rdsHost.exec(host)?.[1]
  if (region === undefined) throw new Error(`got host ${host} for a login by IAM, wanted one of RDS such as db.eu-west-1.rds.amazonaws.com`)
  return region
}

/** A token of 15 minutes by the credentials of this process ("IAM database authentication", Aurora user guide). */
async function signRdsToken({ host, port, username }: Address): Promise<string> {
  const region = regionOfRds(host)
  // Loaded where it is needed: nothing outside of AWS is.
  const { Signer } = await import('@aws-sdk/rds-signer')
  return new Signer({ hostname: host, port, username, region }).getAuthToken()
}
