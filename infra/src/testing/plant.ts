import type { Resource, World } from '../checks/world.ts'

/** Takes a property away, where a value would be put in its place. */
export const removed = Symbol('removed')

export interface Plant {
  readonly stack: string
  /** The first resource of this type that has all but the last step of the path. */
  readonly type: string
  readonly path: readonly (string | number)[]
  readonly value: unknown
  /** A property that the resource has to have. */
  readonly having?: string
}

/** A world with one property of one resource changed; the given one stays as it is. */
export function plant(world: World, { stack: name, type, path, value, having }: Plant): World {
  const stack = world.stacks.find((candidate) => candidate.name === name)
  if (stack === undefined) throw new Error(`there is no stack ${name}`)
  const template = structuredClone(stack.template)
  const holder = path.slice(0, -1)
  const target = Object.values(template.Resources).find(
    (resource) =>
      resource.Type === type &&
      follow(resource, holder) !== undefined &&
      (having === undefined || follow(resource, [having]) !== undefined),
  )
  if (target === undefined) throw new Error(`${name} has no ${type} with ${holder.join('.')}`)
  const parent = follow(target, holder)
  const last = path.at(-1)
  if (typeof parent !== 'object' || parent === null || last === undefined)
    throw new Error(`${path.join('.')} leads to nothing that can be changed`)
  if (value === removed) Reflect.deleteProperty(parent, last)
  else Reflect.set(parent, last, value)
  return { ...world, stacks: world.stacks.map((one) => (one === stack ? { ...one, template } : one)) }
}

export interface PlantResource {
  readonly stack: string
  readonly type: string
  readonly properties: Readonly<Record<string, unknown>>
}

/** A world with one resource more, which is named `Planted`. */
export function plantResource(world: World, { stack: name, type, properties }: PlantResource): World {
  if (!world.stacks.some((stack) => stack.name === name)) throw new Error(`there is no stack ${name}`)
  const planted = { Planted: { Type: type, Properties: properties } }
  const stacks = world.stacks.map((stack) =>
    stack.name === name ? { ...stack, template: { ...stack.template, Resources: { ...stack.template.Resources, ...planted } } } : stack,
  )
  return { ...world, stacks }
}

function follow({ Properties: properties }: Resource, path: readonly (string | number)[]): unknown {
  let found: unknown = properties
  for (const step of path) {
    if (typeof found !== 'object' || found === null) return undefined
    found = Reflect.get(found, step)
  }
  return found
}
