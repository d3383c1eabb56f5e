import {
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  getNamedType,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql'
import type { AccessRules, Rule } from './access-rules.ts'
import { isSelected } from './is-selected.ts'
import { isGranted } from './requirement.ts'

export interface FindDenials {
  readonly rules: AccessRules
  readonly document: DocumentNode
  readonly operation: OperationDefinitionNode
  /** Coerced, with defaults. */
  readonly variables: Readonly<Record<string, unknown>>
  readonly scopes: ReadonlySet<string>
}

/** Reading the schema is a right of its own. */
const introspection: Rule['requirement'] = [['schema:read']]

/**
 * Rules that an operation breaks with the given scopes, each once. The document must be valid; a field or type that the
 * rules do not know throws, since nothing can be said of it. Each named fragment is walked once, so the walk stays linear.
 */
export function findDenials({ rules, document, operation, variables, scopes }: FindDenials): readonly Rule[] {
  const fragments = new Map(
    document.definitions
      .filter((definition): definition is FragmentDefinitionNode => definition.kind === Kind.FRAGMENT_DEFINITION)
      .map((fragment) => [fragment.name.value, fragment]),
  )
  const walked = new Set<string>()
  const denials = new Map<string, Rule>()

  function demand(wanted: readonly Rule[]): void {
    for (const rule of wanted) if (!isGranted(rule.requirement, scopes)) denials.set(rule.coordinate, rule)
  }

  function walk({ selections }: SelectionSetNode, parent: GraphQLCompositeType): void {
    for (const selection of selections) {
      if (!isSelected(selection, variables)) continue
      if (selection.kind === Kind.FIELD) walkField(selection, parent)
      else if (selection.kind === Kind.INLINE_FRAGMENT) walkOn(selection.typeCondition?.name.value ?? parent.name, selection.selectionSet)
      else walkFragment(selection.name.value)
    }
  }

  function walkOn(typeName: string, selectionSet: SelectionSetNode): void {
    demand(rules.ofType(typeName))
    walk(selectionSet, compositeType(typeName))
  }

  function walkFragment(name: string): void {
    if (walked.has(name)) return
    walked.add(name)
    const fragment = fragments.get(name)
    if (fragment === undefined) throw new Error(`fragment ${name} is not defined`)
    walkOn(fragment.typeCondition.name.value, fragment.selectionSet)
  }

  function walkField({ name: { value: name }, selectionSet }: FieldNode, parent: GraphQLCompositeType): void {
    if (name === '__typename') return
    // What is below is the schema itself, without rules of its own.
    if (name === '__schema' || name === '__type') return demand([{ coordinate: `${parent.name}.${name}`, requirement: introspection }])
    const field = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined
    if (field === undefined) throw new Error(`${parent.name}.${name} is not in the supergraph`)
    demand(rules.ofField(parent, field))
    if (selectionSet !== undefined) walk(selectionSet, compositeType(getNamedType(field.type).name))
  }

  function compositeType(name: string): GraphQLCompositeType {
    const type = rules.schema.getType(name)
    if (!isCompositeType(type)) throw new Error(`${name} is no composite type of the supergraph`)
    return type
  }

  const root = rules.schema.getRootType(operation.operation)
  if (root === undefined || root === null) throw new Error(`the supergraph has no ${operation.operation}`)
  demand(rules.ofType(root.name))
  walk(operation.selectionSet, root)
  return [...denials.values()]
}
