import { beforeEach, describe, expect, test } from 'vitest'
import type { Subject, SubjectRecord } from '../directory/find-subject.ts'
import { clientEvent, federatedEvent, personEvent } from '../testing/trigger-events.ts'
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

describe('a person of a company’s identity provider', () => {
  test('is found by provider and subject, whatever the address and the subject at the issuer', async () => {
    for (const attributes of [{}, { email: 'ceo@another-company.example', sub: 'person-1' }]) {
      expect(await claimsFor(federatedEvent('nordhem-sso', 'person-1', attributes))).toEqual({ claimsToAddOrOverride: claims })
    }
    await trigger(federatedEvent('nordhem-sso', 'person-1', {}, 'TokenGeneration_RefreshTokens'))
    expect(asked).toEqual(Array.from({ length: 3 }, () => ({ kind: 'federated', provider: 'nordhem-sso', id: 'person-1' })))
  })

  test('who is not known there gets no token', async () => {
    answer = () => undefined
    await expect(trigger(federatedEvent('nordhem-sso', 'stranger'))).rejects.toThrow('the account is not known in this company')
  })

  test('is not the person of the same subject at another provider, nor one with a password, while the directory is down', async () => {
    await trigger(federatedEvent('nordhem-sso', 'person-1'))
    answer = () => {
      throw new Error('connection refused')
    }
    expect(await claimsFor(federatedEvent('nordhem-sso', 'person-1'))).toEqual({ claimsToAddOrOverride: claims })
    await expect(trigger(federatedEvent('other-sso', 'person-1'))).rejects.toThrow('does not answer')
    await expect(trigger(personEvent('person-1'))).rejects.toThrow('does not answer')
  })

  const identity = { userId: 'person-1', providerName: 'nordhem-sso', primary: true }
  test.each([
    ['without an identity', { identities: undefined }],
    ['whose identities are no JSON', { identities: 'nordhem-sso' }],
    ['with no identity in the list', { identities: '[]' }],
    ['with identities of two providers', { identities: JSON.stringify([identity, { ...identity, providerName: 'other-sso' }]) }],
    ['whose identity was linked to another user', { identities: JSON.stringify([{ ...identity, primary: false }]) }],
    ['without a subject at the provider', { identities: JSON.stringify([{ ...identity, userId: undefined }]) }],
  ])('%s gets no token, and is not looked up', async (_, attributes) => {
    await expect(trigger(federatedEvent('nordhem-sso', 'person-1', attributes))).rejects.toThrow('none of token generation')
    expect(asked).toEqual([])
  })
})

describe('an answer from before the last known one', () => {
  const older = { ...record, homeRegion: 'eu-central-1', placementEpoch: 2 }

  test('does not move a tenant back: the last known placement is given', async () => {
    await trigger(personEvent('person-1'))
    answer = () => older
    expect(await claimsFor(personEvent('person-1'))).toEqual({ claimsToAddOrOverride: claims })
  })

  test('does not give rights back that have changed since', async () => {
    await trigger(personEvent('person-1'))
    answer = () => ({ ...record, permissionEpoch: 4 })
    expect(await claimsFor(personEvent('person-1'))).toEqual({ claimsToAddOrOverride: claims })
  })

  test('does not let in again who was last known as disabled', async () => {
    answer = () => ({ ...record, placementEpoch: 4, subjectStatus: 'disabled' })
    await expect(trigger(personEvent('person-1'))).rejects.toThrow('the account is disabled')
    answer = () => record
    await expect(trigger(personEvent('person-1'))).rejects.toThrow('the account is disabled')
  })

  test('about a colleague is given with the newer epochs of tenant and permission set', async () => {
    await trigger(personEvent('person-1'))
    answer = () => ({ ...older, permissionEpoch: 4 })
    expect(await claimsFor(personEvent('colleague'))).toEqual({ claimsToAddOrOverride: claims })
  })

  test('counts again once the newer one is older than fifteen minutes, which the older one has not renewed', async () => {
    await trigger(personEvent('person-1'))
    answer = () => older
    time = 15 * 60_000
    expect(await claimsFor(personEvent('person-1'))).toEqual({ claimsToAddOrOverride: claims })
    time += 1
    const moved = { ...claims, 'dt:hr': 'eu-central-1', 'dt:te': 2 }
    expect(await claimsFor(personEvent('person-1'))).toEqual({ claimsToAddOrOverride: moved })
  })

  test('is told from a newer one: a tenant that moved is at its new home at once', async () => {
    await trigger(personEvent('person-1'))
    answer = () => ({ ...record, homeRegion: 'eu-central-1', placementEpoch: 4, permissionEpoch: 6 })
    const moved = { ...claims, 'dt:hr': 'eu-central-1', 'dt:te': 4, 'dt:pe': 6 }
    expect(await claimsFor(personEvent('person-1'))).toEqual({ claimsToAddOrOverride: moved })
  })
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
