import { at, sum } from './arrays.ts'
import { exp, ln } from './exact-math.ts'

/** A stream of random draws that its seed and label alone decide. */
export type Random = {
  /** Uniform on [0, 1). */
  readonly uniform: () => number
  /** Uniform on [low, high). */
  readonly between: (low: number, high: number) => number
  /** Whole number from low to high, both included. */
  readonly whole: (low: number, high: number) => number
  /** Normal with mean 0 and deviation 1. */
  readonly normal: () => number
  /** Log-normal whose logarithm has mean 0 and the deviation given. */
  readonly logNormal: (deviation: number) => number
  readonly chance: (probability: number) => boolean
  readonly pick: <T>(list: readonly T[]) => T
  readonly pickWeighted: <T>(list: readonly T[], weightOf: (item: T) => number) => T
}

/**
 * Generator sfc32 by Chris Doty-Humphrey (PractRand, public domain; three words of state and a counter),
 * seeded through the 32-bit finalizer of MurmurHash3 (Austin Appleby, public domain).
 * Each label is a stream of its own: a draw more in one part of the model shifts no other part.
 */
export function createRandom(seed: number, label: string): Random {
  const uniform = createSfc32(seed, label)
  const normal = createNormal(uniform)
  const pick = <T>(list: readonly T[]): T => at(list, Math.floor(uniform() * list.length))
  return {
    uniform,
    normal,
    pick,
    between: (low, high) => low + (high - low) * uniform(),
    whole: (low, high) => low + Math.floor(uniform() * (high - low + 1)),
    logNormal: (deviation) => exp(deviation * normal()),
    chance: (probability) => uniform() < probability,
    pickWeighted: (list, weightOf) => {
      let left = uniform() * sum(list.map(weightOf))
      for (const item of list) {
        left -= weightOf(item)
        if (left < 0) return item
      }
      return at(list, list.length - 1)
    },
  }
}

/**
 * Number of events that a uniform draw stands for under a negative binomial of the mean and shape given (variance mean + mean²/shape),
 * by inversion of the distribution function.
 */
export function negativeBinomial(uniform: number, mean: number, shape: number): number {
  // P(0) ≥ 1 − mean by Markov's inequality, which spares the logarithm on the many quiet days.
  if (uniform < 1 - mean) return 0
  const ratio = mean / (mean + shape)
  let probability = exp(-shape * ln(1 + mean / shape))
  let cumulative = probability
  let count = 0
  while (uniform >= cumulative && count < 400) {
    probability *= ((count + shape) / (count + 1)) * ratio
    cumulative += probability
    count++
  }
  return count
}

function createSfc32(seed: number, label: string): () => number {
  let hash = mix(seed | 0)
  for (let i = 0; i < label.length; i++) hash = mix(hash ^ label.charCodeAt(i))
  let a = mix(hash ^ 0x9e3779b9)
  let b = mix(a ^ hash)
  let c = mix(b ^ hash)
  let counter = 1
  const next = (): number => {
    const out = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + out) | 0
    return (out >>> 0) / 4294967296
  }
  for (let round = 0; round < 15; round++) next()
  return next
}

function mix(word: number): number {
  let h = Math.imul(word ^ (word >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) + 0x6d2b79f5
}

/** Marsaglia's polar method (SIAM Review 6, 1964). */
function createNormal(uniform: () => number): () => number {
  let spare: number | undefined
  return () => {
    if (spare !== undefined) {
      const kept = spare
      spare = undefined
      return kept
    }
    for (;;) {
      const x = 2 * uniform() - 1
      const y = 2 * uniform() - 1
      const square = x * x + y * y
      if (square >= 1 || square === 0) continue
      const stretch = Math.sqrt((-2 * ln(square)) / square)
      spare = y * stretch
      return x * stretch
    }
  }
}
