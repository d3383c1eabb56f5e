export interface Quantiles {
  readonly p10: number
  readonly p50: number
  readonly p90: number
}

/**
 * P10, P50 and P90 of the negative binomial with the given mean (0 < mean ≤ 500) and variance ≥ mean, by moments: size r = mean² / (variance − mean),
 * P(0) = (r / (r + mean))^r, P(k+1) = P(k) · (k + r) / (k + 1) · mean / (r + mean) (Johnson, Kemp & Kotz 2005, chapter 5).
 * The Poisson law is its limit as the variance falls to the mean.
 */
export function negativeBinomialQuantiles(mean: number, variance: number): Quantiles {
  const excess = (variance - mean) / mean
  // Written with excess = mean / r, the law keeps its digits where r grows beyond all bounds.
  const ratio = excess / (1 + excess)
  const rate = mean / (1 + excess)
  let probability = Math.exp(excess > 0 ? (-mean / excess) * Math.log1p(excess) : -mean)
  let cumulative = probability
  let count = 0
  // By Markov's inequality no P90 lies above ten times the mean: rounding can't make the search endless.
  const last = Math.ceil(10 * mean)
  const reach = (level: number): number => {
    while (cumulative < level && count < last) {
      probability *= (count * ratio + rate) / (count + 1)
      count++
      cumulative += probability
    }
    return count
  }
  return { p10: reach(0.1), p50: reach(0.5), p90: reach(0.9) }
}
