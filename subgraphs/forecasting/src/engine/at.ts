/** Element of a vector at an index that the caller keeps in range; outside it reads as 0, so that arithmetic stays finite. */
export function at(values: Float64Array, index: number): number {
  return values[index] ?? 0;
}
