import { expect, test } from 'vitest'
import { showNothing } from './progress.ts'
import { createStepTracker } from './step-tracker.ts'

const never = () => new AbortController().signal

test('when a step fails, the others are told, and have come to rest before its fault is thrown', async () => {
  const tracker = createStepTracker(never())
  const events: string[] = []
  const other = async (): Promise<void> => {
    await new Promise((resolve) => tracker.signal.addEventListener('abort', resolve))
    events.push('other gave up')
    throw new Error('given up')
  }
  const fault = new Error('no luck')
  const stages = tracker.track([
    {
      title: 'first',
      steps: [
        { title: 'other', run: other },
        { title: 'unlucky', run: () => Promise.reject(fault) },
      ],
    },
    { title: 'second', steps: [{ title: 'later', run: async () => void events.push('later ran') }] },
  ])
  await expect(showNothing(stages)).rejects.toBe(fault)
  await expect(tracker.settle()).rejects.toBe(fault)
  expect(events).toEqual(['other gave up'])
})

test('a start that is given up throws why, whatever its steps throw for it', async () => {
  const outer = new AbortController()
  const tracker = createStepTracker(outer.signal)
  const reason = new Error('got SIGINT')
  const run = async (): Promise<void> => {
    outer.abort(reason)
    throw new Error('the connection broke')
  }
  const [stage] = tracker.track([{ title: 'only', steps: [{ title: 'step', run }] }])
  await expect(stage?.steps[0]?.run(() => undefined)).rejects.toThrow('the connection broke')
  await expect(tracker.settle()).rejects.toBe(reason)
})

test('a process that dies after the start is told through the signal', () => {
  const tracker = createStepTracker(never())
  const died = new Error('eu-west-1 ended')
  tracker.fail(died)
  expect(tracker.signal.reason).toBe(died)
})
