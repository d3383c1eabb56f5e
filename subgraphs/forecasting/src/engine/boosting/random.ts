/** Numbers in [0, 1), the same for the same seed (Lehmer 1951 with the multiplier of Park & Miller 1993). */
export function createRandom(seed: number): () => number {
  let state = (Math.abs(Math.floor(seed)) % 2_147_483_646) + 1
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
}
