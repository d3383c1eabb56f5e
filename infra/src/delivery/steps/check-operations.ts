import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buildSchema, GraphQLError, parse, validate, type GraphQLSchema } from 'graphql'

/** An operation that clients run: its file and its text. */
export interface LiveOperation {
  readonly name: string
  readonly text: string
}

/** Operations of a folder of `.graphql` files; undefined when there is no such folder. */
export async function readOperations(folder: string): Promise<readonly LiveOperation[] | undefined> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (names === undefined) return undefined
  const files = names.filter((name) => name.endsWith('.graphql')).sort()
  return Promise.all(files.map(async (name) => ({ name, text: await readFile(join(folder, name), 'utf8') })))
}

/** What each operation would be refused for by this schema; nothing, when all of them still run. */
export function findBrokenOperations(schema: GraphQLSchema, operations: readonly LiveOperation[]): readonly string[] {
  return operations.flatMap(({ name, text }) => {
    try {
      return validate(schema, parse(text)).map(({ message }) => `${name}: ${message}`)
    } catch (error) {
      if (error instanceof GraphQLError) return [`${name}: ${error.message}`]
      throw error
    }
  })
}

/**
 * Holds a supergraph to the operations of a registry, and says what it was held to. Without a registry it says that, too: the
 * comparison with the supergraph before (`npm run check`) is then all that there is. Operations that would break are thrown.
 */
export async function checkOperations(supergraph: string, folder: string): Promise<string> {
  const operations = await readOperations(folder)
  if (operations === undefined)
    return `there is no registry of operations in ${folder}: the supergraph was compared with the one before alone`
  if (operations.length === 0) throw new Error(`the registry of operations in ${folder} is empty, wanted operations or no registry`)
  // Federation's own directives are declared in the supergraph, and no rule of SDL is to be held here.
  const faults = findBrokenOperations(buildSchema(supergraph, { assumeValidSDL: true }), operations)
  if (faults.length > 0) throw new Error(`operations of clients would break:\n${faults.join('\n')}`)
  return `${operations.length} operations of clients run on the supergraph`
}
