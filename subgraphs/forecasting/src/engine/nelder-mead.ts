import { at } from './vector.ts'

export interface NelderMeadOptions {
  /** First vertex of the simplex. */
  readonly start: Float64Array
  /** How far each further vertex lies from the first along its own axis. */
  readonly steps: Float64Array
  /** Each step costs one or two evaluations, a shrinking one as many as there are variables more. */
  readonly maxSteps: number
  /** Stops when the worst and best values differ by less than this share of the best. */
  readonly tolerance: number
}

interface Vertex {
  readonly point: Float64Array
  readonly value: number
}

/**
 * Least point of a function of a few variables by the downhill simplex (Nelder & Mead 1965) with the usual coefficients
 * (reflect 1, expand 2, contract ½, shrink ½). Keeping to bounds is the objective's business.
 */
export function minimiseBySimplex(objective: (point: Float64Array) => number, options: NelderMeadOptions): Vertex {
  const { start, steps, maxSteps, tolerance } = options
  const evaluate = (point: Float64Array): Vertex => ({ point, value: objective(point) })
  let best = evaluate(start)
  let others = Array.from(start, (_, axis) => evaluate(start.with(axis, at(start, axis) + at(steps, axis))))
  for (let step = 0; step < maxSteps; step++) {
    const sorted = [best, ...others].toSorted((a, b) => a.value - b.value)
    const worst = sorted.pop() ?? best
    best = sorted[0] ?? best
    const secondWorst = sorted.at(-1) ?? best
    if (worst.value - best.value <= tolerance * Math.abs(best.value)) break
    const centre = centroid(sorted)
    const replacement = replace(worst, { best, secondWorst, centre, evaluate })
    const kept = sorted.slice(1)
    others = replacement ? [...kept, replacement] : [...kept, worst].map((vertex) => evaluate(between(best.point, vertex.point, 0.5)))
  }
  return [best, ...others].reduce((least, vertex) => (vertex.value < least.value ? vertex : least))
}

interface Surroundings {
  readonly best: Vertex
  readonly secondWorst: Vertex
  readonly centre: Float64Array
  readonly evaluate: (point: Float64Array) => Vertex
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

function centroid(vertices: readonly Vertex[]): Float64Array {
  const centre = new Float64Array(vertices[0]?.point.length ?? 0)
  for (const { point } of vertices) {
    for (const [axis, coordinate] of point.entries()) centre[axis] = at(centre, axis) + coordinate / vertices.length
  }
  return centre
}

function between(from: Float64Array, to: Float64Array, share: number): Float64Array {
  return from.map((coordinate, axis) => coordinate + share * (at(to, axis) - coordinate))
}
