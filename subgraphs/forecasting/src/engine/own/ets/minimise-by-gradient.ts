import { at } from '../../vector.ts'

/** A function of a few variables that also writes its gradient; Infinity, whatever the gradient, where it is not defined. */
export type DifferentiableFunction = (point: Float64Array, gradient: Float64Array) => number

export interface GradientOptions {
  readonly start: Float64Array
  readonly maxSteps: number
  /** Stops when two steps running lower the value by less. */
  readonly tolerance: number
}

const sufficientDecrease = 1e-4
const firstStep = 0.5
const longestStep = 4
const mostCuts = 12

/**
 * Local minimum by the BFGS quasi-Newton method with a backtracking line search (Nocedal & Wright 2006, §6.1 and §3.1).
 * Without a finite value at the start it gives the start back.
 */
export function minimiseByGradient(objective: DifferentiableFunction, { start, maxSteps, tolerance }: GradientOptions): Float64Array {
  const size = start.length
  const inverse = new Float64Array(size * size)
  const direction = new Float64Array(size)
  const change = new Float64Array(size)
  let [point, next] = [start.slice(), new Float64Array(size)]
  let [gradient, nextGradient] = [new Float64Array(size), new Float64Array(size)]
  let value = objective(point, gradient)
  let isFresh = true
  let smallSteps = 0
  for (let step = 0; step < maxSteps && Number.isFinite(value) && smallSteps < 2; step++) {
    if (isFresh) setIdentity(inverse, size, firstStep / Math.max(Number.MIN_VALUE, norm(gradient)))
    const slope = descend({ inverse, gradient }, direction)
    const nextValue = slope < 0 ? searchLine() : Infinity
    if (!(nextValue < value)) {
      // Nothing better along what the curvature seen so far says: once more along the gradient alone.
      if (isFresh) break
      isFresh = true
      continue
    }
    for (let axis = 0; axis < size; axis++) {
      direction[axis] = at(next, axis) - at(point, axis)
      change[axis] = at(nextGradient, axis) - at(gradient, axis)
    }
    isFresh = !updateInverse(inverse, direction, change, isFresh)
    if (value - nextValue < tolerance) smallSteps++
    else smallSteps = 0
    ;[point, next] = [next, point]
    ;[gradient, nextGradient] = [nextGradient, gradient]
    value = nextValue

    function searchLine(): number {
      let share = 1
      for (let cut = 0; cut < mostCuts; cut++) {
        for (let axis = 0; axis < size; axis++) next[axis] = at(point, axis) + share * at(direction, axis)
        const reached = objective(next, nextGradient)
        if (reached <= value + sufficientDecrease * share * slope) return reached
        share *= cut < 2 ? 0.5 : 0.2
      }
      return Infinity
    }
  }
  return point
}

/** Writes the quasi-Newton direction, of bounded length, and gives the slope along it. */
function descend({ inverse, gradient }: { inverse: Float64Array; gradient: Float64Array }, direction: Float64Array): number {
  multiply(inverse, gradient, direction)
  const shrink = -Math.min(1, longestStep / norm(direction))
  for (let axis = 0; axis < direction.length; axis++) direction[axis] = shrink * at(direction, axis)
  return dot(direction, gradient)
}

/** The BFGS update of the inverse Hessian; false, and nothing done, where the curvature along the step is not positive. */
function updateInverse(inverse: Float64Array, moved: Float64Array, change: Float64Array, isFresh: boolean): boolean {
  const size = moved.length
  const curvature = dot(moved, change)
  const squares = dot(change, change)
  if (!(curvature > 1e-12 * Math.sqrt(squares) * norm(moved))) return false
  // Nocedal & Wright 2006, equations 6.20 and 6.17.
  if (isFresh) setIdentity(inverse, size, curvature / squares)
  const product = new Float64Array(size)
  multiply(inverse, change, product)
  const factor = (1 + dot(change, product) / curvature) / curvature
  for (let row = 0; row < size; row++) {
    const [movedRow, productRow] = [at(moved, row), at(product, row)]
    for (let column = 0; column < size; column++) {
      const crossed = movedRow * at(product, column) + productRow * at(moved, column)
      inverse[row * size + column] = at(inverse, row * size + column) + factor * movedRow * at(moved, column) - crossed / curvature
    }
  }
  return true
}

function setIdentity(matrix: Float64Array, size: number, diagonal: number): void {
  matrix.fill(0)
  for (let axis = 0; axis < size; axis++) matrix[axis * size + axis] = diagonal
}

function multiply(matrix: Float64Array, vector: Float64Array, into: Float64Array): void {
  const size = vector.length
  for (let row = 0; row < size; row++) {
    let sum = 0
    for (let column = 0; column < size; column++) sum += at(matrix, row * size + column) * at(vector, column)
    into[row] = sum
  }
}

function dot(one: Float64Array, other: Float64Array): number {
  let sum = 0
  for (let axis = 0; axis < one.length; axis++) sum += at(one, axis) * at(other, axis)
  return sum
}

function norm(vector: Float64Array): number {
  return Math.sqrt(dot(vector, vector))
}
