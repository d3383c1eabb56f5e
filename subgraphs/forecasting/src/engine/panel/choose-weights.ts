/** Losses of combinations of candidates: `lossOf(weights)` is the mean over all that was backtested. */
export interface WeighOptions {
  readonly candidates: number
  /** Candidates that the equal weights leave out. */
  readonly isChallenger: (candidate: number) => boolean
  readonly lossOf: (weights: Float64Array) => number
  /** Series × origins behind the losses: few of them say little, and the weights stay near equal. */
  readonly evidence: number
}

const rounds = 24
/** Evidence at which what was chosen counts as much as equal weights. */
const evenEvidence = 30
/** All series share what an origin was like: however many they are, three origins are three. */
const mostTrust = 0.6
/** A candidate worse than this multiple of the best is no part of the equal weights. */
const plausible = 1.05

/**
 * Weights that sum to 1, by greedy selection with replacement (Caruana et al. 2004), drawn to equal weights of the plausible candidates
 * as the evidence is thin.
 */
export function chooseWeights({ candidates, isChallenger, lossOf, evidence }: WeighOptions): Float64Array {
  const counts = new Float64Array(candidates)
  const single = new Float64Array(candidates)
  for (let candidate = 0; candidate < candidates; candidate++) {
    const alone = new Float64Array(candidates)
    alone[candidate] = 1
    single[candidate] = lossOf(alone)
  }
  for (let round = 1; round <= rounds; round++) {
    let [best, least] = [0, Infinity]
    for (let candidate = 0; candidate < candidates; candidate++) {
      counts[candidate] = (counts[candidate] ?? 0) + 1
      const loss = lossOf(counts.map((count) => count / round))
      counts[candidate] = (counts[candidate] ?? 0) - 1
      if (loss < least) [best, least] = [candidate, loss]
    }
    counts[best] = (counts[best] ?? 0) + 1
  }
  const bound = plausible * single.reduce((least, loss, candidate) => (isChallenger(candidate) ? least : Math.min(least, loss)), Infinity)
  const even = single.map((loss, candidate) => (loss <= bound && !isChallenger(candidate) ? 1 : 0))
  const evenSum = even.reduce((sum, share) => sum + share, 0)
  const trust = (mostTrust * evidence) / (evidence + evenEvidence)
  return counts.map((count, candidate) => (trust * count) / rounds + ((1 - trust) * (even[candidate] ?? 0)) / Math.max(1, evenSum))
}
