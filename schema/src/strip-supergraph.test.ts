import { buildASTSchema, parse } from 'graphql'
import { expect, test } from 'vitest'
import { stripSupergraph } from './strip-supergraph.ts'
import { bind, readSupergraph } from './supergraph.ts'

test('the stripped copy names no access directive, and keeps every type and cost', () => {
  const { full, stripped } = readSupergraph()
  expect(full).toContain('@requiresScopes(')
  expect(stripped).not.toMatch(/requiresScopes|authenticated/)
  const types = (sdl: string): string[] => Object.keys(buildASTSchema(parse(sdl), { assumeValidSDL: true }).getTypeMap())
  expect(types(stripped)).toEqual(types(full).filter((name) => name !== 'requiresScopes__Scope'))
  expect(stripped.match(/@cost\(/g)).toHaveLength(full.match(/@cost\(/g)?.length ?? -1)
})

test('a stripped copy of another supergraph is refused', () => {
  const { full, stripped } = readSupergraph()
  expect(() => bind(`${full}\n# changed`, stripped)).toThrow(/was not made from/)
  expect(() => bind(full, stripped.slice(stripped.indexOf('\n')))).toThrow(/was not made from/)
  expect(bind(full, stripSupergraph(full)).stripped).toBe(stripped)
})
