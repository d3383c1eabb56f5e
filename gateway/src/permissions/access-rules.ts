import {
  buildASTSchema,
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isLeafType,
  isObjectType,
  Kind,
  parse,
  type ConstDirectiveNode,
  type DocumentNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
} from 'graphql'
import { readRequirement, type Requirement } from './requirement.ts'

export interface Rule {
  /** What is guarded: a type or a field, such as `Product.unitCost`. */
  readonly coordinate: string
  readonly requirement: Requirement
}

/** What each type and field wants of its reader, from the full supergraph. */
export interface AccessRules {
  readonly schema: GraphQLSchema
  /** Rules of a type that a selection names. */
  ofType(typeName: string): readonly Rule[]
  /** Rules of a field that is selected on a type, those of every type that may answer for an abstract one included. */
  ofField(parent: GraphQLCompositeType, field: GraphQLField<unknown, unknown>): readonly Rule[]
}

/** Reads the access directives of a supergraph; throws when one can't be read or is of a kind that is not enforced. */
export function readAccessRules(supergraphSdl: string): AccessRules {
  const document = parse(supergraphSdl, { noLocation: true })
  const schema = buildASTSchema(document, { assumeValidSDL: true })
  refuseRenamedDirectives(document)
  const rules = collectRules(document)
  const ruleOf = (coordinate: string): readonly Rule[] => {
    const requirement = rules.get(coordinate)
    return requirement === undefined ? [] : [{ coordinate, requirement }]
  }

  function ofField(parent: GraphQLCompositeType, { name, type }: GraphQLField<unknown, unknown>): readonly Rule[] {
    const answering = isAbstractType(parent) ? [parent, ...schema.getPossibleTypes(parent), ...implementingInterfaces(parent)] : [parent]
    const result = getNamedType(type)
    return [
      ...answering.flatMap((owner) => [...ruleOf(owner.name), ...ruleOf(`${owner.name}.${name}`)]),
      ...(isLeafType(result) || isObjectType(result) || isInterfaceType(result) ? ruleOf(result.name) : []),
    ]
  }

  function implementingInterfaces(parent: GraphQLCompositeType): readonly GraphQLCompositeType[] {
    return isInterfaceType(parent) ? schema.getImplementations(parent).interfaces : []
  }

  return { schema, ofType: ruleOf, ofField }
}

function collectRules(document: DocumentNode): ReadonlyMap<string, Requirement> {
  const rules = new Map<string, Requirement>()
  const add = (coordinate: string, directives: readonly ConstDirectiveNode[] | undefined): void => {
    const requirement = readRequirement(coordinate, directives)
    if (requirement !== undefined) rules.set(coordinate, requirement)
  }
  for (const definition of document.definitions) {
    if (!('directives' in definition) || !('name' in definition) || definition.name === undefined) continue
    if (definition.kind === Kind.OPERATION_DEFINITION || definition.kind === Kind.FRAGMENT_DEFINITION) continue
    const typeName = definition.name.value
    add(typeName, definition.directives)
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue
    for (const field of definition.fields ?? []) add(`${typeName}.${field.name.value}`, field.directives)
  }
  return rules
}

const accessFeature = /\/(authenticated|requiresScopes|policy)\/v[\d.]+$/

/** A `@link` may give directives other names, under which they would not be seen. */
function refuseRenamedDirectives(document: DocumentNode): void {
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.SCHEMA_DEFINITION && definition.kind !== Kind.SCHEMA_EXTENSION) continue
    for (const { arguments: given = [] } of definition.directives ?? []) {
      const url = given.find(({ name }) => name.value === 'url')?.value
      const renamed = given.some(({ name }) => name.value === 'as' || name.value === 'import')
      if (url?.kind === Kind.STRING && accessFeature.test(url.value) && renamed)
        throw new Error(`the supergraph gives ${url.value} other names, which the gateway does not read`)
    }
  }
}
