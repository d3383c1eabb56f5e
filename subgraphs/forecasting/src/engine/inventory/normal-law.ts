/** P(Z ≤ z) of the standard normal law to about 1e-15: Hart's rational approximation (1968) as given by West 2005, "Better approximations to cumulative normal functions". */
export function normalProbability(z: number): number {
  const size = Math.abs(z)
  if (size > 37) return z > 0 ? 1 : 0
  const density = Math.exp((-size * size) / 2)
  let tail: number
  if (size < 7.07106781186547) {
    const above = horner(size, HART_ABOVE)
    const below = horner(size, HART_BELOW)
    tail = (density * above) / below
  } else {
    const fraction = size + 1 / (size + 2 / (size + 3 / (size + 4 / (size + 0.65))))
    tail = density / fraction / 2.506628274631
  }
  return z > 0 ? 1 - tail : tail
}

/** The z below which the standard normal law has the given probability, 0 < probability < 1, to about 1e-16: Wichura 1988, algorithm AS 241. */
export function normalQuantile(probability: number): number {
  const centred = probability - 0.5
  if (Math.abs(centred) <= 0.425) {
    const r = 0.180625 - centred * centred
    return (centred * horner(r, MIDDLE_ABOVE)) / horner(r, MIDDLE_BELOW)
  }
  const root = Math.sqrt(-Math.log(Math.min(probability, 1 - probability)))
  const size =
    root <= 5 ? horner(root - 1.6, TAIL_ABOVE) / horner(root - 1.6, TAIL_BELOW) : horner(root - 5, FAR_ABOVE) / horner(root - 5, FAR_BELOW)
  return centred < 0 ? -size : size
}

/** E[(Z − z)₊] of the standard normal law: φ(z) − z · (1 − Φ(z)), the loss function of inventory theory (Silver, Pyke & Thomas 2017, appendix II). */
export function normalLoss(z: number): number {
  return Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI) - z * normalProbability(-z)
}

const HART_ABOVE = [
  0.0352624965998911, 0.700383064443688, 6.37396220353165, 33.912866078383, 112.079291497871, 221.213596169931, 220.206867912376,
]

const HART_BELOW = [
  0.0883883476483184, 1.75566716318264, 16.064177579207, 86.7807322029461, 296.564248779674, 637.333633378831, 793.826512519948,
  440.413735824752,
]

const MIDDLE_ABOVE = [
  2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987, 13731.69376550946, 1971.5909503065513, 133.14166789178438,
  3.3871328727963665,
]
const MIDDLE_BELOW = [
  5226.495278852546, 28729.085735721943, 39307.89580009271, 21213.794301586597, 5394.196021424751, 687.1870074920579, 42.31333070160091, 1,
]
const TAIL_ABOVE = [
  0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684, 3.6478483247632045, 5.769497221460691,
  4.630337846156546, 1.4234371107496835,
]
const TAIL_BELOW = [
  1.0507500716444169e-9, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008, 0.6897673349851, 1.6763848301838038,
  2.053191626637759, 1,
]
const FAR_ABOVE = [
  2.0103343992922881e-7, 0.000027115555687434876, 0.0012426609473880784, 0.026532189526576124, 0.29656057182850487, 1.7848265399172913,
  5.463784911164114, 6.657904643501103,
]
const FAR_BELOW = [
  2.0442631033899397e-15, 1.421511758316446e-7, 0.000018463183175100548, 0.0007868691311456133, 0.014875361290850615, 0.1369298809227358,
  0.599832206555888, 1,
]

function horner(x: number, coefficients: readonly number[]): number {
  let sum = 0
  for (const coefficient of coefficients) sum = sum * x + coefficient
  return sum
}
