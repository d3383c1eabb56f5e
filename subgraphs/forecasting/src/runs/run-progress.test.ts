import { expect, test } from 'vitest'
import { progressOf } from './run-progress.ts'

const startedAt = '2026-11-24T08:00:00.000Z'
const oneMinuteLater = Date.parse('2026-11-24T08:01:00.000Z')

test('a run that waits has done nothing and has no expected end', () => {
  const progress = progressOf({ status: 'QUEUED', stage: 'PREPARE', started_at: null }, null, oneMinuteLater)
  expect(progress).toEqual({ stage: 'PREPARE', doneCount: 0, totalCount: 0, percent: 0, expectedEndAt: null })
})

test('a run that did a quarter in a minute ends in three more', () => {
  const run = { status: 'RUNNING', stage: 'FORECAST', started_at: startedAt } as const
  const progress = progressOf(run, { doneCount: 25, totalCount: 100 }, oneMinuteLater)
  expect(progress.percent).toBe(26)
  expect(progress.expectedEndAt).toBe('2026-11-24T08:04:00.000Z')
})

test('a run without a finished series has no expected end', () => {
  const run = { status: 'RUNNING', stage: 'FORECAST', started_at: startedAt } as const
  expect(progressOf(run, { doneCount: 0, totalCount: 100 }, oneMinuteLater)).toMatchObject({ percent: 2, expectedEndAt: null })
})

test('a failed run keeps the stage and the share at which it stopped', () => {
  const run = { status: 'FAILED', stage: 'FORECAST', started_at: startedAt } as const
  const progress = progressOf(run, { doneCount: 50, totalCount: 100 }, oneMinuteLater)
  expect(progress).toMatchObject({ stage: 'FORECAST', percent: 50, expectedEndAt: null })
})

test('a completed run has done everything', () => {
  const run = { status: 'COMPLETED', stage: 'DONE', started_at: startedAt } as const
  expect(progressOf(run, { doneCount: 100, totalCount: 100 }, oneMinuteLater)).toMatchObject({ percent: 100, expectedEndAt: null })
})
