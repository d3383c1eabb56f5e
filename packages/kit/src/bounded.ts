import { graphqlError } from './error.ts'

const maxFilterValues = 250

/** `values` as they are; more than 250 of them are BAD_USER_INPUT. */
export function bounded<Value>(values: readonly Value[], argument: string): readonly Value[] {
  if (values.length <= maxFilterValues) return values
  throw graphqlError('BAD_USER_INPUT', `${argument} holds ${values.length} values, at most ${maxFilterValues} are allowed`)
}
