import { expect, test } from 'vitest'
import type { Aws } from './aws-cli.ts'
import { readRegionStates } from './read-region-states.ts'

const place = { region: 'us-east-1', storeArn: 'arn:aws:cloudfront::111111111111:key-value-store/one' }

test('states that were published are read by their key', async () => {
  const calls: (readonly string[])[] = []
  const aws: Aws = async (args) => {
    calls.push(args)
    return args[1] === 'describe-key-value-store' ? { ItemCount: 1 } : { Key: 'region-states', Value: 'header.payload.signature' }
  }
  expect(await readRegionStates(aws, place)).toBe('header.payload.signature')
  expect(calls.at(-1)).toEqual([
    'cloudfront-keyvaluestore',
    'get-key',
    '--region',
    'us-east-1',
    '--kvs-arn',
    place.storeArn,
    '--key',
    'region-states',
  ])
})

test('a store without any says so, and is asked for none', async () => {
  const aws: Aws = async (args) => {
    if (args[1] !== 'describe-key-value-store') throw new Error(`asked for ${args[1]}`)
    return { ItemCount: 0 }
  }
  expect(await readRegionStates(aws, place)).toBeUndefined()
})

test('a store that does not answer stops the build: a fence could be lost', async () => {
  await expect(readRegionStates(() => Promise.reject(new Error('aws ended with 254')), place)).rejects.toThrow('254')
})
