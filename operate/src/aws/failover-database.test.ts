import type { GlobalCluster } from '@aws-sdk/client-rds'
import { expect, test } from 'vitest'
import { failoverDatabase, type FailoverDatabase } from './failover-database.ts'

const arnOf = (region: string): string => `arn:aws:rds:${region}:222222222222:cluster:hemisphere-home-eu-west-1-${region}`

function cluster(writer: string, state?: GlobalCluster['FailoverState']): GlobalCluster {
  return {
    GlobalClusterIdentifier: 'hemisphere-home-eu-west-1',
    GlobalClusterMembers: ['eu-west-1', 'eu-central-1'].map((region) => ({ DBClusterArn: arnOf(region), IsWriter: region === writer })),
    ...(state === undefined ? {} : { FailoverState: state }),
  }
}

/** RDS that answers with one description after the other, the last for ever, and what it was asked to do. */
function failover(answers: readonly (GlobalCluster | undefined)[], changes: Partial<FailoverDatabase> = {}) {
  const asked: unknown[] = []
  let look = 0
  return {
    asked,
    run: () =>
      failoverDatabase({
        calls: {
          async describe(name) {
            expect(name).toBe('hemisphere-home-eu-west-1')
            look += 1
            return answers[Math.min(look, answers.length) - 1]
          },
          async failover(...call) {
            asked.push(call)
          },
        },
        database: 'home-eu-west-1',
        region: 'eu-central-1',
        isPlanned: true,
        isWritable: async () => true,
        pause: async () => undefined,
        tell: () => undefined,
        ...changes,
      }),
  }
}

test.each([true, false])('planned %s decides whether data may be lost, and the target is named by its ARN', async (isPlanned) => {
  const { run, asked } = failover([cluster('eu-west-1'), cluster('eu-west-1'), cluster('eu-central-1')], { isPlanned })
  await run()
  expect(asked).toEqual([['hemisphere-home-eu-west-1', arnOf('eu-central-1'), { allowDataLoss: !isPlanned }]])
})

test('one that is under way by an earlier call is waited for, and not asked for again', async () => {
  const state = { Status: 'failing-over', FromDbClusterArn: arnOf('eu-west-1'), ToDbClusterArn: arnOf('eu-central-1') } as const
  const { run, asked } = failover([cluster('eu-west-1', state), cluster('eu-west-1', state), cluster('eu-central-1')])
  await run()
  expect(asked).toEqual([])
})

test('one to another region is not meddled with', async () => {
  const { run, asked } = failover([cluster('eu-central-1', { Status: 'failing-over', ToDbClusterArn: arnOf('eu-west-1') })])
  await expect(run()).rejects.toThrow(`is failing over to ${arnOf('eu-west-1')}`)
  expect(asked).toEqual([])
})

test('a member that RDS calls the writer is waited for until it takes writes itself', async () => {
  const answers = [new Error('connection terminated'), false, true]
  let tries = 0
  const isWritable = async (): Promise<boolean> => {
    const answer = answers[tries] ?? true
    tries += 1
    if (answer instanceof Error) throw answer
    return answer
  }
  await failover([cluster('eu-central-1')], { isWritable }).run()
  expect(tries).toBe(3)
})

test('one that never ends is given up, and told how to go on', async () => {
  await expect(failover([cluster('eu-west-1')]).run()).rejects.toThrow('make the same promotion again')
})

test('a database without a member in the region is told', async () => {
  await expect(failover([undefined]).run()).rejects.toThrow('global cluster hemisphere-home-eu-west-1 has no member in eu-central-1')
})
