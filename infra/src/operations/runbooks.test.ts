import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Template } from 'aws-cdk-lib/assertions'
import { beforeAll, expect, test } from 'vitest'
import type { Template as PlainTemplate } from '../delivery/foreign-roles.ts'
import { exampleDeployment } from '../testing/example-deployment.ts'
import { exampleOperations } from '../testing/example-operations.ts'
import { synthesize } from '../testing/synthesize.ts'

const folder = join(import.meta.dirname, '..', '..', '..', 'docs', 'runbooks')
const pages = readdirSync(folder).map((name) => ({ name: name.replace(/\.md$/, ''), text: readFileSync(join(folder, name), 'utf8') }))

interface Told {
  readonly name: string
  readonly description: string
}

const calling = new Set(['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm', 'AWS::Events::Rule'])

/** All that calls somebody in these templates: alarms, and rules that tell of what has no metric. An alarm that only scales calls nobody. */
function toldBy(templates: readonly PlainTemplate[]): readonly Told[] {
  return templates.flatMap(({ Resources }) => {
    const isScaling = (action: unknown): boolean =>
      Resources[String((action as { readonly Ref?: string }).Ref)]?.Type === 'AWS::ApplicationAutoScaling::ScalingPolicy'
    return Object.entries(Resources)
      .filter(([, { Type }]) => calling.has(Type))
      .map(([id, { Properties = {} }]) => ({
        name: id,
        description: String(Properties['AlarmDescription'] ?? Properties['Description']),
        actions: (Properties['AlarmActions'] ?? []) as readonly unknown[],
      }))
      .filter(({ actions }) => actions.length === 0 || !actions.every(isScaling))
  })
}

function runbookOf({ name, description }: Told): string {
  const page = / Runbook: ([a-z-]+)$/.exec(description)?.[1]
  if (page === undefined) throw new Error(`alarm ${name} names no runbook: ${description}`)
  return page
}

let told: readonly Told[] = []

beforeAll(async () => {
  const { stacks } = await synthesize(exampleDeployment)
  const operations = Template.fromStack(exampleOperations().stack).toJSON() as PlainTemplate
  told = toldBy([...stacks.map(({ template }) => template), operations])
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
  expect(begun.map(({ name }) => name).filter((name) => !named.has(name))).toEqual([])
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
