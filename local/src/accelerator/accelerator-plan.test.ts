import { expect, test } from 'vitest'
import { acceleratorPlanSchema, checkPlan, checkPlans, type AcceleratorPlan, type EndpointGroup } from './accelerator-plan.ts'

function group(region: string, zone: string, port: number): EndpointGroup {
  return { region, zone, dial: 100, endpoints: [{ host: '127.0.0.1', port }] }
}

function plan(name: string, ...endpointGroups: EndpointGroup[]): AcceleratorPlan {
  return acceleratorPlanSchema.parse({
    name,
    zone: 'eu',
    port: 0,
    endpointGroups,
    healthCheck: { path: '/readyz', intervalMs: 1_000, timeoutMs: 500, threshold: 2 },
  })
}

test('a plan with groups of its zone alone is taken', () => {
  expect(() => checkPlan(plan('a', group('eu-west-1', 'eu', 1), group('eu-central-1', 'eu', 2)))).not.toThrow()
})

test('a plan with a group of another zone is refused', () => {
  expect(() => checkPlan(plan('a', group('eu-west-1', 'eu', 1), group('us-east-1', 'us', 2)))).toThrow(
    'accelerator a got an endpoint group in us-east-1 of zone us, wanted only groups of zone eu',
  )
})

test('a group of another zone is refused with dial 0, too', () => {
  expect(() => checkPlan(plan('a', group('eu-west-1', 'eu', 1), { ...group('us-east-1', 'us', 2), dial: 0 }))).toThrow(
    'wanted only groups of zone eu',
  )
})

test('two groups in one region are refused', () => {
  expect(() => checkPlan(plan('a', group('eu-west-1', 'eu', 1), group('eu-west-1', 'eu', 2)))).toThrow('two endpoint groups in eu-west-1')
})

test('a region that another plan places in another zone is refused', () => {
  const us: AcceleratorPlan = { ...plan('b', group('us-east-1', 'us', 2)), zone: 'us' }
  expect(() => checkPlans([plan('a', group('us-east-1', 'eu', 1)), us])).toThrow('us-east-1 is said to be of eu and of us')
})

test('an endpoint that another plan places in another region is refused', () => {
  const us: AcceleratorPlan = { ...plan('b', group('us-east-1', 'us', 1)), zone: 'us' }
  expect(() => checkPlans([plan('a', group('eu-west-1', 'eu', 1)), us])).toThrow('127.0.0.1:1 is said to be of eu-west-1 and of us-east-1')
})

test('two plans of one name are refused', () => {
  expect(() => checkPlans([plan('a', group('eu-west-1', 'eu', 1)), plan('a', group('eu-central-1', 'eu', 2))])).toThrow(
    'two accelerators named a',
  )
})
