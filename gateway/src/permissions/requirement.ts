import { Kind, valueFromASTUntyped, type ConstDirectiveNode } from 'graphql'

/** Scopes that an element wants: any of the lists, each as a whole. A caller who signed in satisfies an empty list. */
export type Requirement = readonly (readonly string[])[]

const signedIn: Requirement = [[]]

/** Elements of access control by the federation specifications; the first two are understood here. */
const accessDirective = /(^|__)(authenticated|requiresScopes|policy)$/

/**
 * What the directives of one field or type want: nothing, `@authenticated` or `@requiresScopes`.
 * An access directive that can't be read throws, since a field that is guarded unread would be open.
 */
export function readRequirement(coordinate: string, directives: readonly ConstDirectiveNode[] = []): Requirement | undefined {
  let requirement: Requirement | undefined
  for (const directive of directives) {
    const name = directive.name.value
    if (!accessDirective.test(name)) continue
    if (name === 'requiresScopes') requirement = readScopes(coordinate, directive)
    else if (name === 'authenticated') requirement ??= signedIn
    else throw new Error(`${coordinate} has @${name}, which the gateway does not enforce`)
  }
  return requirement
}

function readScopes(coordinate: string, directive: ConstDirectiveNode): Requirement {
  const argument = directive.arguments?.find(({ name }) => name.value === 'scopes')
  const value: unknown = argument === undefined || argument.value.kind === Kind.NULL ? undefined : valueFromASTUntyped(argument.value)
  if (!isRequirement(value)) throw new Error(`${coordinate} has @requiresScopes whose scopes are not a list of lists of names`)
  return value
}

function isRequirement(value: unknown): value is Requirement {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((all) => Array.isArray(all) && all.length > 0 && all.every((scope) => typeof scope === 'string' && scope !== ''))
  )
}

/** Whether a caller with these scopes satisfies a requirement. */
export function isGranted(requirement: Requirement, scopes: ReadonlySet<string>): boolean {
  return requirement.some((all) => all.every((scope) => scopes.has(scope)))
}

/** What a caller lacks, such as `cost:read` or `a:read and b:read, or c:read`. */
export function describeMissing(requirement: Requirement, scopes: ReadonlySet<string>): string {
  return requirement.map((all) => all.filter((scope) => !scopes.has(scope)).join(' and ')).join(', or ')
}
