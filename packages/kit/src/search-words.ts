import { graphqlError } from './error.ts'

const minLength = 2
const maxLength = 80

/** The words of a search text of 2 to 80 characters, as LIKE patterns in which wildcards stand for themselves; else BAD_USER_INPUT. */
export function searchPatterns(text: string): string[] {
  const trimmed = text.trim()
  const length = Array.from(trimmed).length
  if (length < minLength || length > maxLength) {
    throw graphqlError('BAD_USER_INPUT', `filter.text got ${length} characters, wanted ${minLength} to ${maxLength}`)
  }
  if (trimmed.includes('\0')) throw graphqlError('BAD_USER_INPUT', 'filter.text got a NUL character, wanted words')
  return trimmed.split(/\s+/).map((word) => `%${word.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`)
}
