import { readFileSync } from 'node:fs'
import { isBoundTo } from './strip-supergraph.ts'

export interface Supergraph {
  /** With access directives: what the gateway enforces. */
  readonly full: string
  /** Without them: what the gateway plans on. */
  readonly stripped: string
}

/** The supergraph as committed; throws when the stripped copy was not made from the full one, so that nothing is served unguarded. */
export function readSupergraph(): Supergraph {
  return bind(read('supergraph.graphql'), read('supergraph.gateway.graphql'))
}

/** Both copies together, or an error when they do not belong together. */
export function bind(full: string, stripped: string): Supergraph {
  if (!isBoundTo(stripped, full)) throw new Error('supergraph.gateway.graphql was not made from supergraph.graphql: run "npm run compose"')
  return { full, stripped }
}

function read(file: string): string {
  return readFileSync(new URL(`../${file}`, import.meta.url), 'utf8')
}
