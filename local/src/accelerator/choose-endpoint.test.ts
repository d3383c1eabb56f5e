import { describe, expect, test } from 'vitest'
import { chooseTarget, routeOf, type Candidate, type Route } from './choose-endpoint.ts'
import type { HealthState } from './health.ts'

function group(region: string, dial: number, ...states: HealthState[]): Candidate<string> {
  return { region, dial, targets: states.map((state, index) => ({ target: `${region}/${index}`, state })) }
}

const targetsOf = ({ groups }: Route<string>): string[] => groups.flatMap(({ targets }) => targets)

describe('the route of new connections', () => {
  test('is the healthy endpoints of groups with a dial', () => {
    const route = routeOf([group('home', 100, 'healthy', 'unhealthy', 'healthy'), group('buddy', 0, 'healthy')])
    expect(route.mode).toBe('dial')
    expect(targetsOf(route)).toEqual(['home/0', 'home/2'])
  })

  test('is the healthy endpoints of groups with dial 0 when no other group has one', () => {
    const route = routeOf([group('home', 100, 'unhealthy'), group('buddy', 0, 'unhealthy', 'healthy')])
    expect(route.mode).toBe('failover')
    expect(targetsOf(route)).toEqual(['buddy/1'])
  })

  test('is every endpoint of every group when none is healthy', () => {
    const route = routeOf([group('home', 100, 'unhealthy'), group('buddy', 0, 'unhealthy', 'initial')])
    expect(route.mode).toBe('fail-open')
    expect(targetsOf(route)).toEqual(['home/0', 'buddy/0', 'buddy/1'])
  })

  test('takes no endpoint that was never checked while another is healthy', () => {
    expect(targetsOf(routeOf([group('home', 100, 'initial'), group('buddy', 0, 'healthy')]))).toEqual(['buddy/0'])
  })

  test('with all dials at 0 is the healthy endpoints of all groups', () => {
    const route = routeOf([group('home', 0, 'healthy'), group('buddy', 0, 'healthy')])
    expect(route.mode).toBe('failover')
    expect(targetsOf(route)).toEqual(['home/0', 'buddy/0'])
  })
})

describe('the choice of an endpoint', () => {
  const route = routeOf([group('home', 75, 'healthy'), group('buddy', 25, 'healthy', 'healthy')])

  test('gives each group its share by dial', () => {
    const regions = Array.from({ length: 100 }, (_, index) => chooseTarget(route, () => index / 100).region)
    expect(regions.filter((region) => region === 'home')).toHaveLength(75)
    expect(regions.filter((region) => region === 'buddy')).toHaveLength(25)
  })

  test('gives each endpoint of a group the same share', () => {
    const numbers = [0.8, 0.49, 0.8, 0.5]
    const next = (): number => numbers.shift() ?? 0
    expect(chooseTarget(route, next).target).toBe('buddy/0')
    expect(chooseTarget(route, next).target).toBe('buddy/1')
  })
})
