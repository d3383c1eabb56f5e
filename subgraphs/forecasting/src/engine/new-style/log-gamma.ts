/** Below it the series is not exact enough. */
const leastForSeries = 10

/** log Γ(x) of x > 0 to about 1e-13: Stirling's series (Abramowitz & Stegun 1964, 6.1.41), after Γ(x) = Γ(x + 1) / x has raised a small x. */
export function logGamma(x: number): number {
  let product = 1
  let raised = x
  while (raised < leastForSeries) product *= raised++
  const square = 1 / (raised * raised)
  const series = (1 / 12 - square * (1 / 360 - square * (1 / 1_260 - square * (1 / 1_680 - square / 1_188)))) / raised
  return (raised - 0.5) * Math.log(raised) - raised + 0.5 * Math.log(2 * Math.PI) + series - Math.log(product)
}
