import { fieldsOf, type ImportKind } from './fields.ts'

export interface MappingOptions {
  readonly kind: ImportKind
  /** Names in the file's first line. */
  readonly header: readonly string[]
  /** Column by field, where the file's name differs. */
  readonly map: ReadonlyMap<string, string>
  /** Value by field, for every row. */
  readonly set: ReadonlyMap<string, string>
}

/** Reads fields of one record; an empty cell is undefined. */
export type FieldReader = (record: readonly string[], field: string) => string | undefined

export interface Mapping {
  readonly read: FieldReader
  /** Columns of the file that no field takes. */
  readonly unused: readonly string[]
}

/** Ties the fields of a kind to columns and constants; whatever does not fit is told at once, before anything is read. */
export function mapColumns({ kind, header, map, set }: MappingOptions): Mapping {
  const fields = fieldsOf[kind]
  const known = new Set(fields.map((field) => field.name))
  const faults: string[] = []
  for (const field of [...map.keys(), ...set.keys()]) {
    if (!known.has(field)) faults.push(`${kind} has no field "${field}"; its fields are ${[...known].join(', ')}`)
  }
  const columns = new Map<string, number>()
  for (const { name } of fields) {
    const wanted = map.get(name)
    const index = wanted === undefined ? header.findIndex((column) => normalise(column) === normalise(name)) : header.indexOf(wanted)
    if (index >= 0) columns.set(name, index)
    else if (wanted !== undefined) faults.push(`the file has no column "${wanted}"; its columns are ${header.join(', ')}`)
  }
  for (const { name, about, required } of fields) {
    if (required === true && !columns.has(name) && !set.has(name)) {
      faults.push(`${name} is missing (${about}): name its column with --map ${name}=COLUMN, or give it with --set ${name}=VALUE`)
    }
  }
  if (faults.length > 0) throw new Error(faults.join('\n'))
  const used = new Set(columns.values())
  return {
    read(record, field) {
      const index = columns.get(field)
      const cell = index === undefined ? undefined : record[index]?.trim()
      return cell === undefined || cell === '' ? set.get(field) : cell
    },
    unused: header.filter((_column, index) => !used.has(index)),
  }
}

function normalise(name: string): string {
  return name.toLowerCase().replaceAll(/[\s_-]/g, '')
}
