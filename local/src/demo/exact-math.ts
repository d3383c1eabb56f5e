// ECMAScript leaves Math.exp, log and cos to the implementation; + − × ÷ are exact IEEE 754 everywhere.
// What decides a simulated row is therefore built from those alone, so that every machine gives the same rows.

const ln2 = 0.6931471805599453
const root2 = 1.4142135623730951
const maxPower = 60
const powersOfTwo = tableOfPowers()

function tableOfPowers(): Float64Array {
  const table = new Float64Array(2 * maxPower + 1)
  table[maxPower] = 1
  for (let k = 1; k <= maxPower; k++) {
    table[maxPower + k] = (table[maxPower + k - 1] ?? 0) * 2
    table[maxPower - k] = (table[maxPower - k + 1] ?? 0) / 2
  }
  return table
}

/** e to the x for |x| ≤ 40 (beyond that, the value at 40), to about 1e-15 of the value: range reduction by ln 2, then Taylor. */
export function exp(x: number): number {
  const held = Math.min(Math.max(x, -40), 40)
  const k = Math.floor(held / ln2 + 0.5)
  const r = held - k * ln2
  let sum = 1
  for (let n = 14; n >= 1; n--) sum = 1 + (sum * r) / n
  return sum * (powersOfTwo[maxPower + k] ?? 0)
}

/** Natural logarithm of a positive x: mantissa near 1, then the series of atanh. */
export function ln(x: number): number {
  if (!(x > 0) || x === Infinity) throw new RangeError(`got ln of ${x}, wanted a positive number`)
  let mantissa = x
  let power = 0
  while (mantissa >= root2) {
    mantissa /= 2
    power++
  }
  while (mantissa < root2 / 2) {
    mantissa *= 2
    power--
  }
  const s = (mantissa - 1) / (mantissa + 1)
  let sum = 0
  for (let n = 23; n >= 1; n -= 2) sum = sum * s * s + 1 / n
  return 2 * s * sum + power * ln2
}

/** Positive base to a real power. */
export function power(base: number, exponent: number): number {
  return exp(exponent * ln(base))
}

/** Cosine of an angle in turns: 1 at 0, −1 at one half. */
export function cosTurns(turns: number): number {
  const folded = Math.abs(turns - Math.floor(turns + 0.5))
  if (folded > 0.25) return -cosTurns(0.5 - folded)
  const angle = folded * 2 * 3.141592653589793
  const square = angle * angle
  let sum = 1
  for (let n = 22; n >= 2; n -= 2) sum = 1 - (sum * square) / (n * (n - 1))
  return sum
}
