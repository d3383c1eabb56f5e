/**
 * Least count whose probability to be reached or undercut is at least `level`, for the negative binomial of this mean and variance (the
 * Poisson law where the variance is no larger): P(k+1) = P(k) · (k + r)/(k + 1) · (1 − p) (Johnson, Kemp & Kotz 2005, chapter 5).
 */
export function negativeBinomialQuantile(level: number, mean: number, variance: number): number {
  if (!(mean > 0)) return 0
  const isOverdispersed = variance > mean * (1 + 1e-9)
  const size = isOverdispersed ? (mean * mean) / (variance - mean) : Infinity
  const success = isOverdispersed ? mean / variance : 1
  let probability = isOverdispersed ? Math.exp(size * Math.log(success)) : Math.exp(-mean)
  let cumulative = probability
  const last = Math.ceil(mean + 60 * Math.sqrt(Math.max(mean, variance)) + 20)
  let count = 0
  // Of a large mean P(0) is no number any more; the normal law is its limit there.
  if (probability === 0) return Math.max(0, Math.round(mean + normalQuantile(level) * Math.sqrt(Math.max(mean, variance))))
  while (cumulative < level && count < last) {
    probability *= isOverdispersed ? ((count + size) / (count + 1)) * (1 - success) : mean / (count + 1)
    count++
    cumulative += probability
  }
  return count
}

/** Of the levels in use; Abramowitz & Stegun 1964, table 26.5. */
function normalQuantile(level: number): number {
  const known: Readonly<Record<string, number>> = { 0.025: -1.959964, 0.1: -1.281552, 0.5: 0, 0.9: 1.281552, 0.975: 1.959964 }
  return known[level] ?? 0
}
