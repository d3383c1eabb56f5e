import { createHash } from 'node:crypto'
import { Kind, parse, print, visit, type DirectiveNode } from 'graphql'

/** Federation's access directives, which `@apollo/gateway` refuses to load; the gateway enforces them from the full supergraph. */
const accessDirectives: ReadonlySet<string> = new Set(['authenticated', 'requiresScopes', 'policy'])

const hashLabel = '# sha256 of supergraph.graphql: '

/** The supergraph without access directives, for query planning alone; its first line binds it to the full one. */
export function stripSupergraph(full: string): string {
  const stripped = visit(parse(full), {
    Directive: (node) => (accessDirectives.has(node.name.value) || linksAccess(node) ? null : undefined),
    DirectiveDefinition: (node) => (accessDirectives.has(node.name.value) ? null : undefined),
    ScalarTypeDefinition: (node) => (accessDirectives.has(node.name.value.split('__')[0] ?? '') ? null : undefined),
  })
  return `${hashLabel}${hashOf(full)}\n\n${print(stripped)}\n`
}

/** Whether `stripped` was made from exactly `full`. */
export function isBoundTo(stripped: string, full: string): boolean {
  const [firstLine] = stripped.split('\n', 1)
  return firstLine === hashLabel + hashOf(full)
}

/** Whether a directive is the `@link` that brings an access directive in. */
function linksAccess(directive: DirectiveNode): boolean {
  if (directive.name.value !== 'link') return false
  const url = directive.arguments?.find((argument) => argument.name.value === 'url')?.value
  if (url?.kind !== Kind.STRING) return false
  const [, feature = ''] = /\/([A-Za-z]+)\/v[\d.]+$/.exec(url.value) ?? []
  return accessDirectives.has(feature)
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
