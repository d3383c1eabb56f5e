import { expect, test } from 'vitest'
import { allowedNames } from './allowed-names.ts'

const names = allowedNames('eu-west-1', ['eu-west-1', 'eu-central-1'])
const isAllowed = (host: string): boolean => names.some((name) => (name.startsWith('*.') ? host.endsWith(name.slice(1)) : host === name))

test.each([
  ['a secret', 'secretsmanager.eu-west-1.amazonaws.com'],
  ['an image', '444444444444.dkr.ecr.eu-west-1.amazonaws.com'],
  ["an image's layers", 'prod-eu-west-1-starport-layer-bucket.s3.eu-west-1.amazonaws.com'],
  ['a database', 'hemisphere-home-eu-west-1-eu-west-1.cluster-c0123456789a.eu-west-1.rds.amazonaws.com'],
  ["the directory's other member", 'hemisphere-directory-eu-eu-central-1.cluster-c0123456789a.eu-central-1.rds.amazonaws.com'],
  ['the proxy of the directory', 'hemisphere-directory-reader.endpoint.proxy-c0123456789a.eu-west-1.rds.amazonaws.com'],
  ['a store', 'master.hemisphere-cache-eu-west-1.abc123.euw1.cache.amazonaws.com'],
  ['keys of the issuer', 'issuer-cognito-idp.eu-west-1.amazonaws.com'],
  ['the sign-in pages', 'hemisphere-example-eu.auth.eu-central-1.amazoncognito.com'],
])('%s is found', (_, host) => {
  expect(isAllowed(host)).toBe(true)
})

test.each([
  ['anything of another zone', 'secretsmanager.us-east-1.amazonaws.com'],
  ["another zone's database", 'x.cluster-c0123456789a.us-east-1.rds.amazonaws.com'],
  ["another zone's sign-in pages", 'hemisphere-example-us.auth.us-east-1.amazoncognito.com'],
  ['a service of the other region', 'sqs.eu-central-1.amazonaws.com'],
  ['whatever else there is', 'example.com'],
])('%s is not', (_, host) => {
  expect(isAllowed(host)).toBe(false)
})
