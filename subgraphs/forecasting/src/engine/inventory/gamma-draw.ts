import { normalQuantile } from './normal-law.ts'
import type { Random } from './random.ts'

/** A draw of the gamma law with the given shape > 0 and mean: Marsaglia & Tsang 2000, "A simple method for generating gamma variables". */
export function drawGamma(random: Random, shape: number, mean: number): number {
  // Below one, a draw of shape + 1 times a power of a uniform has the law (section 6 of the paper).
  if (shape < 1) return (drawGamma(random, shape + 1, 1) * (shape + 1) * random() ** (1 / shape) * mean) / shape
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (;;) {
    const z = normalQuantile(random())
    const cube = (1 + c * z) ** 3
    if (cube > 0 && Math.log(random()) < (z * z) / 2 + d * (1 - cube + Math.log(cube))) return (d * cube * mean) / shape
  }
}
