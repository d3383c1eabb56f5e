import type pg from 'pg'

/** One region's member of a database, as an operator reaches it. */
export interface DatabaseMember {
  readonly region: string
  /** On the role that owns schema `ops`. */
  readonly owner: pg.Pool
}

/** A database with its members; which of them is the writer is for them to say. */
export interface OperatedDatabase {
  /** Such as `home-eu-west-1` or `directory-eu`. */
  readonly name: string
  readonly members: readonly DatabaseMember[]
}

/** The member in a region; throws where it holds none. */
export function memberIn({ name, members }: OperatedDatabase, region: string): DatabaseMember {
  const member = members.find((candidate) => candidate.region === region)
  if (member === undefined) throw new Error(`region ${region} holds no member of ${name}`)
  return member
}
