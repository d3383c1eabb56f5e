export interface NelderMeadOptions {
  /** First vertex of the simplex. */
  readonly start: readonly number[]
  /** How far each further vertex lies from the first along its own axis. */
  readonly steps: readonly number[]
  /** Each step costs one or two evaluations, a shrinking one as many as there are variables more. */
  readonly maxSteps: number
  /** Stops when the worst and best values differ by less than this share of the best. */
  readonly tolerance: number
}

interface Vertex {
  readonly point: readonly number[]
  readonly value: number
}

/**
 * Least point of a function of a few variables by the downhill simplex (Nelder & Mead 1965) with the usual coefficients
 * (reflect 1, expand 2, contract ½, shrink ½). Keeping to bounds is the objective's business.
 */
export function minimiseBySimplex(objective: (point: readonly number[]) => number, options: NelderMeadOptions): Vertex {
  const { start, steps, maxSteps, tolerance } = options
  const evaluate = (point: readonly number[]): Vertex => ({ point, value: objective(point) })
  const byValue = (a: Vertex, b: Vertex): number => a.value - b.value
  const first = evaluate(start)
  let simplex = [first, ...start.map((coordinate, axis) => evaluate(start.with(axis, coordinate + (steps[axis] ?? 0))))].toSorted(byValue)
  for (let step = 0; step < maxSteps; step++) {
    const [best = first] = simplex
    const worst = simplex.pop() ?? best
    const secondWorst = simplex.at(-1) ?? best
    if (worst.value - best.value <= tolerance * Math.abs(best.value)) return best
    const replacement = replace(worst, { best, secondWorst, centre: centroid(simplex), evaluate })
    if (replacement) insert(simplex, replacement)
    else simplex = [...simplex, worst].map(({ point }) => evaluate(between(best.point, point, 0.5))).toSorted(byValue)
  }
  return simplex[0] ?? first
}

/** Puts a vertex where it belongs in an ascending simplex. */
function insert(simplex: Vertex[], vertex: Vertex): void {
  const after = simplex.findIndex(({ value }) => value > vertex.value)
  simplex.splice(after < 0 ? simplex.length : after, 0, vertex)
}

interface Surroundings {
  readonly best: Vertex
  readonly secondWorst: Vertex
  readonly centre: readonly number[]
  readonly evaluate: (point: readonly number[]) => Vertex
}

/** The vertex that takes the worst one's place, or undefined when the simplex has to shrink. */
function replace(worst: Vertex, { best, secondWorst, centre, evaluate }: Surroundings): Vertex | undefined {
  const reflected = evaluate(between(centre, worst.point, -1))
  if (reflected.value < best.value) {
    const expanded = evaluate(between(centre, worst.point, -2))
    return expanded.value < reflected.value ? expanded : reflected
  }
  if (reflected.value < secondWorst.value) return reflected
  const nearer = reflected.value < worst.value ? reflected : worst
  const contracted = evaluate(between(centre, nearer.point, 0.5))
  return contracted.value < nearer.value ? contracted : undefined
}

function centroid(vertices: readonly Vertex[]): readonly number[] {
  const centre = (vertices[0]?.point ?? []).map(() => 0)
  for (const { point } of vertices) {
    for (let axis = 0; axis < centre.length; axis++) centre[axis] = (centre[axis] ?? 0) + (point[axis] ?? 0) / vertices.length
  }
  return centre
}

function between(from: readonly number[], to: readonly number[], share: number): readonly number[] {
  return from.map((coordinate, axis) => coordinate + share * ((to[axis] ?? 0) - coordinate))
}
