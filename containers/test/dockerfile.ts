import { z } from 'zod'

/** What a Dockerfile of ours says; more than this it may not say. */
export interface Dockerfile {
  readonly base: string
  readonly workdir: string
  readonly environment: Readonly<Record<string, string>>
  readonly user: string
  readonly port: number | undefined
  readonly healthCheck: readonly string[] | undefined
  readonly entrypoint: readonly string[]
}

const words = z.array(z.string().min(1)).min(1)

/**
 * Reads the few instructions that our Dockerfiles are made of, each once and in one line, and throws what is anything else: a base
 * without a digest, RUN or ADD, a shell form, a copy of anything but the whole context, root.
 */
export function readDockerfile(text: string): Dockerfile {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  const said = new Map<string, string>()
  for (const line of lines) {
    const [, instruction = '', rest = ''] = /^([A-Z]+) (.+)$/.exec(line) ?? []
    if (!known.has(instruction)) throw new Error(`got "${line}", wanted one of ${[...known].join(', ')}`)
    if (said.has(instruction)) throw new Error(`${instruction} is said twice`)
    said.set(instruction, rest)
  }
  if (lines[0]?.startsWith('FROM ') !== true) throw new Error('wanted FROM first')

  function get(instruction: string, form: RegExp, wanted: string): string {
    const got = said.get(instruction)
    if (got === undefined || !form.test(got)) throw new Error(`${instruction} got ${got ?? 'nothing'}, wanted ${wanted}`)
    return got
  }

  get('COPY', /^\. \.\/$/, 'the whole context into the working directory')
  const port = said.has('EXPOSE') ? Number(get('EXPOSE', /^\d{4}$/, 'one port')) : undefined
  const healthCheck = said.get('HEALTHCHECK')?.split(' CMD ')[1]
  return {
    base: get('FROM', /^[a-z\d./-]+:[\w.-]+@sha256:[\da-f]{64}$/, 'an image by its digest'),
    workdir: get('WORKDIR', /^\/[a-z]+$/, 'one folder'),
    environment: readEnvironment(said.get('ENV') ?? ''),
    user: get('USER', /^[1-9]\d*:[1-9]\d*$/, 'ids of a user and a group that are not root'),
    port,
    healthCheck: healthCheck === undefined ? undefined : words.parse(JSON.parse(healthCheck)),
    entrypoint: words.parse(JSON.parse(get('ENTRYPOINT', /^\[.+\]$/, 'a list of words, without a shell'))),
  }
}

const known: ReadonlySet<string> = new Set(['FROM', 'WORKDIR', 'ENV', 'COPY', 'USER', 'EXPOSE', 'HEALTHCHECK', 'ENTRYPOINT'])

function readEnvironment(text: string): Readonly<Record<string, string>> {
  const pairs = text.split(' ').map((pair) => /^([A-Z_]+)=([\w./:=-]+)$/.exec(pair))
  return Object.fromEntries(
    pairs.map((pair) => {
      if (pair?.[1] === undefined || pair[2] === undefined) throw new Error(`ENV got ${text}, wanted pairs NAME=value`)
      return [pair[1], pair[2]]
    }),
  )
}
