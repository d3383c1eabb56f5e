import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readDeployment } from './read-deployment.ts'

const root = join(import.meta.dirname, '..', '..')
const page = readFileSync(join(root, 'docs', 'deploy.md'), 'utf8')
const found = (pattern: RegExp): readonly string[] => [...page.matchAll(pattern)].map(([, part = '']) => part)

test('every script and file that docs/deploy.md runs exists', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly scripts: Readonly<Record<string, string>> }
  const named = found(/npm run (?:-s )?([\w:-]+)/g)
  expect(named.length).toBeGreaterThan(0)
  expect(named.filter((name) => !(name in scripts))).toEqual([])
  const files = found(/node ([\w/.-]+\.ts)/g)
  expect(files.length).toBeGreaterThan(0)
  expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([])
})

test('what docs/deploy.md links to exists', () => {
  const links = found(/\]\(([^)#]+)\)/g)
  expect(links.length).toBeGreaterThan(0)
  expect(links.filter((link) => !existsSync(join(root, 'docs', link)))).toEqual([])
})

test('the deployment that it shows is one', async () => {
  const [example = ''] = found(/```json\n([\s\S]*?)```/g)
  const folder = await mkdtemp(join(tmpdir(), 'deploy-page-'))
  try {
    const file = join(folder, 'deployment.json')
    await writeFile(file, example)
    expect(readDeployment({ file, version: undefined }).domain).toBe('hemisphere.example')
  } finally {
    await rm(folder, { recursive: true })
  }
})
