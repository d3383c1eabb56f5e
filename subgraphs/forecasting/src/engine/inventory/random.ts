/** A stream of numbers, uniform on the open interval (0, 1). */
export type Random = () => number

/**
 * A stream that is the same for the same seed: xoshiro128** (Blackman & Vigna 2021, "Scrambled linear pseudorandom number generators"),
 * whose state is filled from the seed by splitmix32 so that near seeds give unlike streams.
 */
export function createRandom(seed: number): Random {
  let mixed = seed | 0
  const nextState = (): number => {
    mixed = (mixed + 0x9e3779b9) | 0
    let bits = mixed
    bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b)
    bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35)
    return (bits ^ (bits >>> 16)) | 0
  }
  const nextBits = xoshiro128([nextState(), nextState(), nextState(), nextState()])
  return () => (nextBits() + 0.5) / 2 ** 32
}

/** The generator itself from a state of four 32-bit words, not all zero: whole numbers of 0 to 2³² − 1. */
export function xoshiro128(state: readonly [number, number, number, number]): () => number {
  let [s0, s1, s2, s3] = state
  return () => {
    const result = Math.imul(rotateLeft(Math.imul(s1, 5), 7), 9) >>> 0
    const shifted = s1 << 9
    s2 ^= s0
    s3 ^= s1
    s1 ^= s2
    s0 ^= s3
    s2 ^= shifted
    s3 = rotateLeft(s3, 11)
    return result
  }
}

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits))
}
