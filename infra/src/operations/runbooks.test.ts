import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Stack } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import { beforeAll, expect, test } from 'vitest'
import { createHemisphereApp } from '../hemisphere-app.ts'
import { exampleDeployment } from '../testing/example-deployment.ts'
import { exampleOperations } from '../testing/example-operations.ts'

const folder = join(import.meta.dirname, '..', '..', '..', 'docs', 'runbooks')
const pages = readdirSync(folder).map((name) => ({ name: name.replace(/\.md$/, ''), text: readFileSync(join(folder, name), 'utf8') }))

interface Told {
  readonly name: string
  readonly description: string
}

/** All that calls somebody in these stacks: alarms, and rules that tell of what has no metric. */
function toldBy(stacks: readonly Stack[]): readonly Told[] {
  return stacks.flatMap((stack) => {
    const template = Template.fromStack(stack)
    const resources = ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm', 'AWS::Events::Rule'].flatMap((type) =>
      Object.values(template.findResources(type)),
    )
    return resources.map(({ Properties }) => ({
      name: String(Properties['AlarmName'] ?? Properties['Name']),
      description: String(Properties['AlarmDescription'] ?? Properties['Description'] ?? ''),
    }))
  })
}

function runbookOf({ name, description }: Told): string {
  const page = / Runbook: ([a-z-]+)$/.exec(description)?.[1]
  if (page === undefined) throw new Error(`alarm ${name} names no runbook: ${description}`)
  return page
}

let told: readonly Told[] = []

beforeAll(() => {
  const { app } = createHemisphereApp({ deployment: exampleDeployment })
  const stacks = app.node
    .findAll()
    .filter((construct): construct is Stack => construct instanceof Stack && construct.nestedStackParent === undefined)
  told = toldBy([...stacks, exampleOperations().stack])
}, 120_000)

test('every alarm names a page of docs/runbooks that exists', () => {
  expect(told.length).toBeGreaterThan(20)
  const names = new Set(pages.map(({ name }) => name))
  expect(told.map(runbookOf).filter((page) => !names.has(page))).toEqual([])
})

test('every page that begins with an alarm belongs to one that exists', () => {
  const named = new Set(told.map(runbookOf))
  const begun = pages.filter(({ text }) => text.includes('\n**Alarm** '))
  expect(begun.length).toBeGreaterThan(5)
  // What the regions' services have as alarms is in their own stacks, which are made once there is something to serve.
  expect(begun.map(({ name }) => name).filter((name) => !named.has(name) && name !== 'service-cpu')).toEqual([])
})

test('every page that an alarm names says which alarm it is for', () => {
  const withoutAlarm = new Set(pages.filter(({ text }) => !text.includes('\n**Alarm** ')).map(({ name }) => name))
  expect(told.map(runbookOf).filter((page) => withoutAlarm.has(page))).toEqual([])
})

test('an alarm without a runbook would be found', () => {
  expect(() => runbookOf({ name: 'planted', description: 'Something is wrong' })).toThrow('alarm planted names no runbook')
})

test('every page that a page sends to exists', () => {
  const names = new Set(pages.map(({ name }) => name))
  const missing = pages.flatMap(({ name, text }) =>
    [...text.matchAll(/`([a-z-]+)\.md`/g)]
      .map(([, page = '']) => page)
      .filter((page) => !names.has(page))
      .map((page) => `${name}: ${page}`),
  )
  expect(missing).toEqual([])
})
