import { beforeEach, describe, expect, test } from 'vitest'
import type { Subject, SubjectRecord } from '../directory/find-subject.ts'
import { clientEvent, personEvent } from '../testing/trigger-events.ts'
import { createLastKnown } from './last-known.ts'
import { createPreTokenGeneration } from './pre-token-generation.ts'

const record: SubjectRecord = {
  tenantId: '0199aaaa-0000-7000-8000-000000000001',
  zone: 'eu',
  homeRegion: 'eu-west-1',
  placementEpoch: 3,
  tenantStatus: 'active',
  subjectStatus: 'active',
  permissionSetId: '0199aaaa-0000-7000-8000-000000000002',
  permissionEpoch: 5,
}
const claims = {
  'dt:v': 1,
  'dt:t': record.tenantId,
  'dt:z': 'eu',
  'dt:hr': 'eu-west-1',
  'dt:te': 3,
  'dt:pe': 5,
  'dt:p': record.permissionSetId,
}

let time: number
let asked: Subject[]
let outages: string[]
let answer: () => SubjectRecord | undefined
let trigger: ReturnType<typeof createPreTokenGeneration>

beforeEach(() => {
  time = 0
  asked = []
  outages = []
  answer = () => record
  trigger = createPreTokenGeneration({
    zone: 'eu',
    findSubject: async (subject) => {
      asked.push(subject)
      return answer()
    },
    lastKnown: createLastKnown({ maxAgeMs: 15 * 60_000, maxEntries: 2, now: () => time }),
    onOutage: (_, outcome) => outages.push(outcome),
  })
})

const claimsFor = async (event: unknown): Promise<unknown> =>
  (await trigger(event)).response.claimsAndScopeOverrideDetails.accessTokenGeneration

test('a person gets the claims of the tenant in the access token alone, and the event comes back whole', async () => {
  const event = personEvent('person-1')
  const answered = await trigger(event)
  expect(asked).toEqual([{ kind: 'user', id: 'person-1' }])
  expect(answered).toEqual({
    ...event,
    response: { claimsAndScopeOverrideDetails: { accessTokenGeneration: { claimsToAddOrOverride: claims } } },
  })
})

test('a client is found by the id that the issuer has checked', async () => {
  expect(await claimsFor(clientEvent('client-1'))).toEqual({ claimsToAddOrOverride: claims })
  expect(asked).toEqual([{ kind: 'client', id: 'client-1' }])
})

test('what the caller says of itself is not heeded', async () => {
  const clientMetadata = { sub: 'somebody-else', clientId: 'another', 'dt:t': 'x', 'dt:hr': 'us-east-1', tenant: 'x' }
  expect(await claimsFor(clientEvent('client-1', { clientMetadata }))).toEqual({ claimsToAddOrOverride: claims })
  expect(await claimsFor(personEvent('person-1', { clientMetadata }))).toEqual({ claimsToAddOrOverride: claims })
  expect(asked).toEqual([
    { kind: 'client', id: 'client-1' },
    { kind: 'user', id: 'person-1' },
  ])
})

test.each([
  'TokenGeneration_RefreshTokens',
  'TokenGeneration_Authentication',
  'TokenGeneration_NewPasswordChallenge',
  'TokenGeneration_AuthenticateDevice',
])('at %s the directory is asked again', async (triggerSource) => {
  await trigger(personEvent('person-1', {}, triggerSource))
  expect(asked).toHaveLength(1)
})

describe('there is no token', () => {
  test.each([
    ['for a subject that the directory does not know', undefined, 'the account is not known in this zone'],
    ['for a person who is disabled', { ...record, subjectStatus: 'disabled' as const }, 'the account is disabled'],
    ['for a tenant that is suspended', { ...record, tenantStatus: 'suspended' as const }, 'the company is suspended'],
    ['for a tenant of another zone', { ...record, zone: 'us' }, 'the company does not live in this zone'],
  ])('%s', async (_, found, message) => {
    answer = () => found
    await expect(trigger(personEvent('person-1'))).rejects.toThrow(message)
  })

  test.each([
    ['of another version', { ...personEvent('person-1'), version: '1' }],
    ['of another source', personEvent('person-1', {}, 'PostAuthentication_Authentication')],
    ['without a subject', { ...personEvent('person-1'), request: { userAttributes: {} } }],
    ['of a client without an id', { ...clientEvent('client-1'), callerContext: {} }],
    ['that is none', 'event'],
  ])('for an event %s', async (_, event) => {
    await expect(trigger(event)).rejects.toThrow('none of token generation')
    expect(asked).toEqual([])
  })
})

describe('while the directory does not answer', () => {
  const fail = (): never => {
    throw new Error('connection refused')
  }

  test('a subject keeps what was last known of it for fifteen minutes, and no longer', async () => {
    await trigger(personEvent('person-1'))
    answer = fail
    time = 15 * 60_000
    expect(await claimsFor(personEvent('person-1'))).toEqual({ claimsToAddOrOverride: claims })
    time += 1
    await expect(trigger(personEvent('person-1'))).rejects.toThrow('the directory of this zone does not answer')
    expect(outages).toEqual(['last known', 'no token'])
  })

  test('nothing is known of a subject that was not seen, nor of a client of the same id', async () => {
    await trigger(personEvent('one'))
    answer = fail
    await expect(trigger(personEvent('other'))).rejects.toThrow('does not answer')
    await expect(trigger(clientEvent('one'))).rejects.toThrow('does not answer')
  })

  test('a subject that was last known as disabled, or as gone, stays out', async () => {
    for (const last of [{ ...record, subjectStatus: 'disabled' as const }, undefined]) {
      answer = () => record
      await trigger(personEvent('person-1'))
      answer = () => last
      await expect(trigger(personEvent('person-1'))).rejects.toThrow('the account is')
      answer = fail
      await expect(trigger(personEvent('person-1'))).rejects.toThrow(/the account is disabled|does not answer/)
    }
  })

  test('no more is remembered than wanted: the oldest goes', async () => {
    for (const id of ['one', 'two', 'three']) await trigger(personEvent(id))
    answer = fail
    await expect(trigger(personEvent('one'))).rejects.toThrow('does not answer')
    expect(await claimsFor(personEvent('three'))).toEqual({ claimsToAddOrOverride: claims })
  })
})
