const lengths: ReadonlySet<number> = new Set([8, 12, 13, 14])

/**
 * Whether a text is a GTIN-8, -12, -13 or -14 with the right check digit: from the right, the digits before it weigh
 * 3 and 1 in turn, and all together with it are a multiple of ten (GS1 General Specifications, section 7.9).
 */
export function isGtin(text: string): boolean {
  if (!/^\d+$/.test(text) || !lengths.has(text.length)) return false
  const total = Array.from(text)
    .toReversed()
    .reduce((sum, digit, place) => sum + Number(digit) * (place % 2 === 0 ? 1 : 3), 0)
  return total % 10 === 0
}
