import { Kind, parse, type DocumentNode, type FieldNode, type SelectionSetNode } from 'graphql'
import { isSelected } from '../permissions/is-selected.ts'

export type ErrorPath = readonly (string | number)[]

export interface SubgraphFetch {
  readonly query: string
  readonly variables: Readonly<Record<string, unknown>>
}

/** An answer that failed for a long list need not say so for each row. */
const maxPositions = 20

/**
 * Where the answer to a fetch would have stood, in the paths of the subgraph: its root fields, or for entities
 * `_entities`, index and field, which the gateway turns into paths of the client's answer. At most twenty.
 */
export function positionsOf({ query, variables }: SubgraphFetch): readonly ErrorPath[] {
  const document = parse(query, { noLocation: true })
  const root = document.definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION)
  if (root === undefined) return []
  const positions: ErrorPath[] = []
  for (const field of fieldsOf(document, root.selectionSet, variables)) {
    if (field.name.value === '_entities') positions.push(...entityPositions(document, field, variables))
    else positions.push([responseName(field)])
  }
  return positions.slice(0, maxPositions)
}

function entityPositions(document: DocumentNode, field: FieldNode, variables: SubgraphFetch['variables']): ErrorPath[] {
  const { representations } = variables
  if (!Array.isArray(representations) || field.selectionSet === undefined) return []
  const { selectionSet } = field
  return representations.slice(0, maxPositions).flatMap((representation: unknown, index) => {
    const names = fieldsOf(document, selectionSet, variables, typeNameOf(representation)).map(responseName)
    return [...new Set(names)].map((name) => ['_entities', index, name])
  })
}

function typeNameOf(representation: unknown): string | undefined {
  if (typeof representation !== 'object' || representation === null || !('__typename' in representation)) return undefined
  return typeof representation.__typename === 'string' ? representation.__typename : undefined
}

/** Fields that are selected directly or by fragments; fragments on another type than `typeName` are left out. */
function fieldsOf(
  document: DocumentNode,
  { selections }: SelectionSetNode,
  variables: SubgraphFetch['variables'],
  typeName?: string,
): readonly FieldNode[] {
  return selections.flatMap((selection) => {
    if (!isSelected(selection, variables)) return []
    if (selection.kind === Kind.FIELD) return selection.name.value === '__typename' ? [] : [selection]
    const fragment =
      selection.kind === Kind.INLINE_FRAGMENT
        ? selection
        : document.definitions.find(
            (definition) => definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === selection.name.value,
          )
    if (fragment === undefined || !('selectionSet' in fragment)) return []
    const condition = 'typeCondition' in fragment ? fragment.typeCondition?.name.value : undefined
    if (typeName !== undefined && condition !== undefined && condition !== typeName) return []
    return fieldsOf(document, fragment.selectionSet, variables, typeName)
  })
}

function responseName({ alias, name }: FieldNode): string {
  return alias?.value ?? name.value
}
