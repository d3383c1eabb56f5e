import { readSupergraph } from '@hemisphere/schema/supergraph.ts'
import { parse, validate, Kind } from 'graphql'
import { describe, expect, test } from 'vitest'
import { readAccessRules } from './access-rules.ts'
import { enforceScopes } from './enforce-scopes.ts'
import { findDenials } from './find-denials.ts'

const head = `
  directive @requiresScopes(scopes: [[requiresScopes__Scope!]!]!) on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM
  directive @authenticated on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM
  scalar requiresScopes__Scope
`

const rules = readAccessRules(`${head}
  schema { query: Query }
  type Query {
    open: String
    signedIn: String @authenticated
    either: String @requiresScopes(scopes: [["a", "b"], ["c"]])
    thing: Thing
    place: Place
    guarded: Guarded
    salary: Salary
    level: Level
    things: [Thing!]
  }
  interface Thing { name: String }
  type Shirt implements Thing { name: String cost: Int @requiresScopes(scopes: [["cost"]]) }
  type Recipe implements Thing { name: String @requiresScopes(scopes: [["recipe"]]) }
  type Safe implements Thing @requiresScopes(scopes: [["safe"]]) { name: String }
  union Place = Shop | Vault
  type Shop { name: String }
  type Vault @requiresScopes(scopes: [["vault"]]) { name: String }
  type Guarded @requiresScopes(scopes: [["guarded"]]) { name: String }
  scalar Salary @requiresScopes(scopes: [["salary"]])
  enum Level @requiresScopes(scopes: [["level"]]) { HIGH }
`)

function denied(source: string, scopes: readonly string[] = [], variables: Record<string, unknown> = {}): readonly string[] {
  const document = parse(source)
  expect(validate(rules.schema, document)).toEqual([])
  const operation = document.definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION)
  if (operation === undefined) throw new Error('the document has no operation')
  const denials = findDenials({ rules, document, operation, variables, scopes: new Set(scopes) })
  return denials.map(({ coordinate }) => coordinate)
}

describe('a field', () => {
  test('without a directive is open, and one for anybody signed in is, too', () => {
    expect(denied('{ open signedIn __typename }')).toEqual([])
  })

  test.each([
    [['a', 'b'], []],
    [['c'], []],
    [['a'], ['Query.either']],
    [[], ['Query.either']],
  ])('that wants a and b, or c, given %j, is denied %j', (scopes, wanted) => {
    expect(denied('{ either }', scopes)).toEqual(wanted)
  })

  test('of a guarded type, scalar or enum is denied by the type', () => {
    expect(denied('{ guarded { __typename } salary level }')).toEqual(['Guarded', 'Salary', 'Level'])
  })

  test('is found under an alias, in fragments within fragments and in lists, and told once', () => {
    const source = `
      { things { ...A } thing { x: __typename ...A ...B } }
      fragment A on Thing { ... on Shirt { ...B } }
      fragment B on Shirt { price: cost }
    `
    expect(denied(source)).toEqual(['Shirt.cost'])
  })

  test('of an interface is denied when any type behind it is', () => {
    expect(denied('{ thing { name } }')).toEqual(['Recipe.name', 'Safe'])
    expect(denied('{ thing { name } }', ['recipe', 'safe'])).toEqual([])
    expect(denied('{ thing { ... on Shirt { name } } }')).toEqual([])
  })

  test('of a union is denied where the guarded member is named', () => {
    expect(denied('{ place { ... on Shop { name } } }')).toEqual([])
    expect(denied('{ place { ... on Shop { name } ... on Vault { __typename } } }')).toEqual(['Vault'])
  })

  test('that @skip or @include leaves out is not denied', () => {
    const source = 'query ($no: Boolean!) { either @include(if: $no) ... @skip(if: true) { guarded { name } } open }'
    expect(denied(source, [], { no: false })).toEqual([])
    expect(denied(source, [], { no: true })).toEqual(['Query.either'])
  })

  test('of the schema itself wants schema:read', () => {
    expect(denied('{ __schema { types { name } } __type(name: "Shop") { name } }')).toEqual(['Query.__schema', 'Query.__type'])
    expect(denied('{ __schema { types { name } } }', ['schema:read'])).toEqual([])
  })
})

test('fragments that are spread again and again are walked once', () => {
  const depth = 40
  const fragments = Array.from(
    { length: depth },
    (_, index) => `fragment F${index} on Thing { a: name ...F${index + 1} b: name ...F${index + 1} }`,
  )
  const source = `{ thing { ...F0 } } ${fragments.join('\n')} fragment F${depth} on Thing { ... on Shirt { cost } }`
  const startedAt = performance.now()
  expect(denied(source, ['recipe', 'safe'])).toEqual(['Shirt.cost'])
  expect(performance.now() - startedAt).toBeLessThan(1_000)
})

describe('directives that can not be read stop the gateway', () => {
  test.each([
    ['another directive of access', 'directive @policy(policies: [[String!]!]!) on FIELD_DEFINITION', '@policy(policies: [["p"]])'],
    ['a directive under its full name', 'directive @federation__authenticated on FIELD_DEFINITION', '@federation__authenticated'],
    ['scopes that are no lists', '', '@requiresScopes(scopes: "a")'],
    ['scopes that are one list', '', '@requiresScopes(scopes: ["a"])'],
    ['no scopes at all', '', '@requiresScopes(scopes: [])'],
    ['an empty list of scopes, which would open the field', '', '@requiresScopes(scopes: [[]])'],
    ['a missing argument', '', '@requiresScopes'],
  ])('%s', (_case, definition, directive) => {
    expect(() => readAccessRules(`${head} ${definition} type Query { a: String ${directive} }`)).toThrow('Query.a')
  })

  test('a link that gives them other names', () => {
    const link = 'directive @link(url: String, as: String, import: [String]) repeatable on SCHEMA'
    const schema = 'schema @link(url: "https://specs.apollo.dev/requiresScopes/v0.1", as: "rights") { query: Query }'
    expect(() => readAccessRules(`${head} ${link} ${schema} type Query { a: String }`)).toThrow('other names')
  })
})

test('the committed supergraph is read, and its guarded fields are guarded', () => {
  const committed = readAccessRules(readSupergraph().full)
  const document = parse(
    '{ products { nodes { unitCost { amount } } } weeklySales(filter: { from: "2026-01-05", to: "2026-01-05" }) { totalCount } }',
  )
  const operation = document.definitions[0]
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('the document has no operation')
  const scopes = new Set(['catalog:read'])
  expect(() => enforceScopes({ rules: committed, document, operation, variables: undefined, scopes })).toThrow(
    'the operation needs scopes that this caller lacks: Product.unitCost (cost:read); Query.weeklySales (sales:read)',
  )
})
