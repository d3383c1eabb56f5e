import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { leakPatterns, type Needles } from './log-patterns.ts'
import { scanLogs } from './log-scan.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hemisphere-scan-'))
})

afterEach(() => rm(folder, { recursive: true }))

const needles: Needles = {
  secrets: ['pa"ss/word', 'c0ffee-c0ffee'],
  tenantNames: ['nordhem', 'Maison Lune'],
  variables: ['NH-DUBLIN'],
}

/** What a world logs when all is well. */
const clean = [
  '{"level":30,"time":1767322984000,"service":"gateway","region":"eu-west-1","requestId":"r-1","tenant":"0a1b2c3d","operationName":"Lookup","status":200,"ms":12.5,"msg":"operation"}',
  '{"level":30,"service":"store","region":"eu-west-1","url":"http://127.0.0.1:4104","msg":"listening"}',
  '2026-01-02 03:04:05.678 UTC [123] LOG:  database system is ready to accept connections',
  'Error: got a Bearer authorization of another zone',
  '    at start (file:///srv/node_modules/@hemisphere/kit/src/service.ts:38:5) typescript@6.0.3 undici@8.1.0-alpha.2',
]

async function scanOf(lines: readonly string[]) {
  await writeFile(join(folder, 'eu-west-1.log'), `${lines.join('\n')}\n`)
  return scanLogs(folder, needles)
}

test('logs without any of it give no findings, and tell how much was looked at', async () => {
  expect(await scanOf(clean)).toEqual({ findings: [], files: 1, lines: 5 })
})

describe('a planted needle', () => {
  // The first one is the example of RFC 7515, appendix A.1.
  test.each<[string, string, string]>([
    [
      'token',
      'a JWT',
      '{"err":"eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"}',
    ],
    ['token', 'an unsigned JWT', 'got eyJhbGciOiJub25lIn0.eyJpc3MiOiJqb2UifQ. here'],
    ['e-mail address', 'an address', '{"user":"planner@example.com"}'],
    ['e-mail address', 'an address within a URL', 'GET /sign-in?login_hint=planner%40shop.example'],
    ['credentials', 'an authorization header', 'authorization: Bearer 0123456789abcdef'],
    ['credentials', 'a password in a URL', 'connecting to postgres://store:hunter22@127.0.0.1:5432/hemisphere'],
    ['secret', 'a secret', 'x c0ffee-c0ffee y'],
    ['secret', 'a secret as JSON escapes it', String.raw`{"a":"pa\"ss/word"}`],
    ['secret', 'a secret as a URL escapes it', 'q=pa%22ss%2Fword'],
    ['tenant name', 'a slug in whatever case', 'tenant NORDHEM'],
    ['tenant name', 'a name', '{"name":"Maison Lune"}'],
    ['query variable', 'a variable', '{"variables":{"store":"NH-DUBLIN"}}'],
  ])('is found as %s: %s', async (kind, _what, line) => {
    const { findings } = await scanOf([...clean.slice(0, 2), line, ...clean.slice(2)])
    expect(findings).toEqual([{ kind, file: 'eu-west-1.log', line: 3 }])
  })

  test('is found in every file of every folder', async () => {
    await mkdir(join(folder, 'deep', 'er'), { recursive: true })
    await writeFile(join(folder, 'deep', 'er', 'redis.log'), 'first\nc0ffee-c0ffee')
    expect((await scanOf(clean)).findings).toEqual([{ kind: 'secret', file: 'deep/er/redis.log', line: 2 }])
  })

  test('is found in the name of a file', async () => {
    await writeFile(join(folder, 'seed-nordhem.log'), '')
    expect((await scanOf(clean)).findings).toEqual([{ kind: 'tenant name', file: 'seed-nordhem.log', line: 0 }])
  })

  test('is never in the findings', async () => {
    expect(JSON.stringify(await scanOf(['x c0ffee-c0ffee y planner@nordhem.example']))).not.toMatch(/c0ffee|planner/)
  })

  test('of several kinds in one line is one finding a kind', async () => {
    const { findings } = await scanOf(['a@nordhem.example b@nordhem.example'])
    expect(findings.map(({ kind }) => kind)).toEqual(['e-mail address', 'tenant name'])
  })
})

test('a needle that would be found everywhere is refused, without telling it', () => {
  expect(() => leakPatterns({ ...needles, variables: ['7'] })).toThrow(
    'got a query variable of 1 characters to look for, wanted at least 4',
  )
  expect(() => leakPatterns({ ...needles, secrets: [''] })).toThrow('wanted at least 4')
})
