/** Whether a client gave a part of a filter; null stands for leaving it out. */
export function isGiven<Value>(value: Value | null | undefined): value is Value {
  return value !== null && value !== undefined
}
