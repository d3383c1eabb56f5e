import { X509Certificate } from 'node:crypto'
import { topology } from '@hemisphere/topology/regions.ts'
import { expect, test } from 'vitest'
import { rdsAuthorities } from './rds-authorities.ts'

test('an image trusts the authorities of the topology’s regions, and of no others', () => {
  const authorities = rdsAuthorities()
    .split(/(?<=-----END CERTIFICATE-----\n)/)
    .map((text) => new X509Certificate(text))
  const regions = topology.regions.map(({ name }) => name)
  expect(authorities).toHaveLength(3 * regions.length)
  for (const authority of authorities) {
    expect(authority.ca).toBe(true)
    expect(authority.verify(authority.publicKey)).toBe(true)
    expect(new Date(authority.validTo).getTime()).toBeGreaterThan(Date.UTC(2060, 0))
    expect(regions.some((region) => authority.subject.includes(`CN=Amazon RDS ${region} Root CA `))).toBe(true)
  }
})

test('a region whose authorities are not known is told', () => {
  expect(() => rdsAuthorities(['xx-nowhere-1'])).toThrow('the authorities of databases in xx-nowhere-1 are not known')
})
