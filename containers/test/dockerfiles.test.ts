import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { bundleNames, taskNames } from '../src/service-bundles.ts'
import { readDockerfile } from './dockerfile.ts'

const textOf = (name: string): Promise<string> => readFile(new URL(`../${name}/Dockerfile`, import.meta.url), 'utf8')

describe.each(bundleNames)('the image of %s', (name) => {
  test('is Node.js by its digest, as a user who is not root, on a port of its own', async () => {
    const image = readDockerfile(await textOf(name))
    expect(image).toMatchObject({ workdir: '/app', user: '10001:10001', entrypoint: ['/nodejs/bin/node', `${name}/main.mjs`] })
    expect(image.environment).toMatchObject({ NODE_ENV: 'production', NODE_EXTRA_CA_CERTS: '/app/rds-authorities.pem' })
    expect(image.port).toBe(image.environment['PORT'] === undefined ? undefined : Number(image.environment['PORT']))
    expect(image.healthCheck).toEqual(taskNames.has(name) ? undefined : ['/nodejs/bin/node', 'health-check/main.mjs'])
  })
})

test('all images have one base, and no two have one port', async () => {
  const images = await Promise.all(bundleNames.map(async (name) => readDockerfile(await textOf(name))))
  expect(new Set(images.map(({ base }) => base)).size).toBe(1)
  const ports = images.flatMap(({ port }) => (port === undefined ? [] : [port]))
  expect(new Set(ports).size).toBe(bundleNames.length - taskNames.size)
})

test.each([
  ['a tag alone', /@sha256:[\da-f]{64}/, ''],
  ['root', 'USER 10001:10001', 'USER 0:0'],
  ['a user by name', 'USER 10001:10001', 'USER nonroot'],
  ['no user', 'USER 10001:10001\n', ''],
  ['a command at the build', 'EXPOSE', 'RUN npm ci\nEXPOSE'],
  ['a download', 'EXPOSE', 'ADD https://example.com/x /x\nEXPOSE'],
  ['a shell', /ENTRYPOINT .+/, 'ENTRYPOINT node gateway/main.mjs'],
  ['a copy of more', 'COPY . ./', 'COPY .. ./'],
  ['a second base', 'WORKDIR', 'FROM scratch\nWORKDIR'],
])('a Dockerfile with %s is refused', async (_what, from, to) => {
  const text = await textOf('gateway')
  const changed = text.replace(from, to)
  expect(changed).not.toBe(text)
  expect(() => readDockerfile(changed)).toThrow(/got|wanted|twice/)
})
