import { Kind, parse, type DocumentNode, type NameNode, type StringValueNode } from 'graphql'

interface Described {
  readonly name: NameNode
  readonly description?: StringValueNode | undefined
}

/**
 * What the contract's own rules refuse, one line a fault: types, fields and enum values without a description; names
 * that are not in their usual case; payloads without `userErrors`; connections without `pageInfo`; a list that is
 * neither bounded nor a connection (no @listSize); mutations with anything but one `input`.
 */
export function lintSdl(subgraph: string, sdl: string): string[] {
  const faults: string[] = []
  const report = (coordinate: string, fault: string): void => void faults.push(`${subgraph}: ${coordinate} ${fault}`)
  const describe = (coordinate: string, node: Described): void => {
    if (node.description === undefined || node.description.value.trim() === '') report(coordinate, 'has no description')
  }
  const document: DocumentNode = parse(sdl)
  for (const definition of document.definitions) {
    if (!('name' in definition) || definition.name === undefined || definition.kind === Kind.DIRECTIVE_DEFINITION) continue
    const typeName = definition.name.value
    if (definition.kind === Kind.OPERATION_DEFINITION || definition.kind === Kind.FRAGMENT_DEFINITION) {
      report(typeName, 'is an operation, a contract holds types alone')
      continue
    }
    if ('description' in definition) describe(typeName, { name: definition.name, description: definition.description })
    if (!/^[A-Z][A-Za-z0-9]*$/.test(typeName)) report(typeName, 'is not PascalCase')
    if (definition.kind === Kind.ENUM_TYPE_DEFINITION) {
      for (const value of definition.values ?? []) {
        describe(`${typeName}.${value.name.value}`, value)
        if (!/^[A-Z][A-Z0-9_]*$/.test(value.name.value)) report(`${typeName}.${value.name.value}`, 'is not in capitals')
      }
    }
    if (
      definition.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION ||
      definition.kind === Kind.OBJECT_TYPE_DEFINITION ||
      definition.kind === Kind.INTERFACE_TYPE_DEFINITION
    ) {
      const names = new Set<string>()
      for (const field of definition.fields ?? []) {
        const coordinate = `${typeName}.${field.name.value}`
        names.add(field.name.value)
        describe(coordinate, field)
        if (!/^[a-z][A-Za-z0-9]*$/.test(field.name.value)) report(coordinate, 'is not camelCase')
        if (field.kind !== Kind.FIELD_DEFINITION) continue
        const isList =
          field.type.kind === Kind.LIST_TYPE || (field.type.kind === Kind.NON_NULL_TYPE && field.type.type.kind === Kind.LIST_TYPE)
        const isPage = typeName.endsWith('Connection') && ['edges', 'nodes'].includes(field.name.value)
        const isInterface = definition.kind === Kind.INTERFACE_TYPE_DEFINITION
        if (isList && !isPage && !isInterface && !field.directives?.some((directive) => directive.name.value === 'listSize')) {
          report(coordinate, 'is a list without @listSize: bound it, or make it a connection')
        }
        if (typeName === 'Mutation' && (field.arguments?.length !== 1 || field.arguments[0]?.name.value !== 'input')) {
          report(coordinate, 'does not take exactly one argument `input`')
        }
      }
      if (typeName.endsWith('Payload') && !names.has('userErrors')) report(typeName, 'has no field userErrors')
      if (typeName.endsWith('Connection') && !(names.has('pageInfo') && names.has('edges') && names.has('nodes'))) {
        report(typeName, 'lacks pageInfo, edges or nodes')
      }
    }
  }
  return faults
}
