// Line breaks, tabs and the like have no place in a name; PostgreSQL refuses NUL.
const control = /\p{Cc}/u

/** What is wrong with a text of 1 to `maxLength` characters, or undefined: it must be trimmed, well-formed and on one line. */
export function textFault(field: string, value: string, maxLength: number): string | undefined {
  const wanted = textWanted(value, maxLength)
  return wanted === undefined ? undefined : `${field} got ${quote(value)}, wanted ${wanted}`
}

function textWanted(value: string, maxLength: number): string | undefined {
  const trimmed = value.trim()
  if (trimmed === '') return 'a text'
  if (trimmed !== value) return 'it without space around it'
  if (value.length > maxLength) return `at most ${maxLength} characters, not ${value.length}`
  if (control.test(value) || !value.isWellFormed()) return 'a text on one line without control characters'
  return undefined
}

/** A value as a message shows it: quoted and cut short. */
export function quote(value: string): string {
  return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value)
}
