/**
 * GTIN-13 in the range that GS1 keeps for use inside a company (prefixes 20 to 29).
 * The check digit weighs the digits 1 and 3 in turn from the left: GS1 General Specifications, section 7.9.
 */
export function internalGtin(prefix: string, serial: number): string {
  const body = prefix + String(serial).padStart(12 - prefix.length, '0')
  if (!/^2\d{11}$/.test(body)) throw new RangeError(`got ${body}, wanted 12 digits that begin with 2`)
  return body + checkDigit(body)
}

/** Check digit of the first twelve digits of a GTIN-13. */
export function checkDigit(body: string): number {
  let total = 0
  for (let i = 0; i < 12; i++) total += Number(body[i]) * (i % 2 === 0 ? 1 : 3)
  return (10 - (total % 10)) % 10
}
