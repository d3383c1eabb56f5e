import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { App } from 'aws-cdk-lib'
import { at, readWorld, type World } from '@hemisphere/infra/checks/world.ts'
import type { Deployment } from '@hemisphere/infra/deployment.ts'
import { addValidations } from '@hemisphere/infra/validations.ts'
import { createEdge } from '@hemisphere/infra/edge/edge-stage.ts'
import { buildExampleEdge } from '@hemisphere/infra/testing/example-edge.ts'

export interface EdgeWorldOptions {
  readonly deployment: Deployment
  readonly nag?: 'with' | 'without'
}

/** The edge's templates as they would be deployed, with functions that were built for them. */
export async function synthesizeEdge({ deployment, nag = 'without' }: EdgeWorldOptions): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'hemisphere-edge-'))
  try {
    const bundle = await buildExampleEdge({ folder: join(folder, 'bundle'), deployment })
    const app = new App({ outdir: join(folder, 'cdk.out'), analyticsReporting: false, treeMetadata: false })
    createEdge(app, { deployment, bundle })
    if (nag === 'with') addValidations(app)
    const world = readWorld(app.synth(), deployment)
    // Templates are read when they are first looked at: the folder goes now.
    return structuredClone(world)
  } finally {
    await rm(folder, { recursive: true })
  }
}

export interface Planted {
  /** Logical id's beginning of one resource. */
  readonly resource: string
  /** Within its properties. */
  readonly path: readonly (string | number)[]
  /** Undefined takes away what is there. */
  readonly value: unknown
}

/** The same templates with one thing changed. */
export function plantIn(world: World, { resource, path, value }: Planted): World {
  const changed = structuredClone(world)
  const [found, ...others] = changed.stacks.flatMap(({ template }) =>
    Object.entries(template.Resources).filter(([id]) => new RegExp(`^${resource}[\\dA-F]{8}$`).test(id)),
  )
  if (found === undefined || others.length > 0)
    throw new Error(`got ${others.length + (found === undefined ? 0 : 1)} resources ${resource}, wanted one`)
  let place: unknown = found[1].Properties
  for (const step of path.slice(0, -1)) place = at(place, step)
  const last = path.at(-1)
  if (typeof place !== 'object' || place === null || last === undefined) throw new Error(`there is no ${path.join('.')} in ${resource}`)
  Reflect.set(place, last, value)
  return changed
}

/** A resource beside those of a stack. */
export function add(world: World, stackName: string, type: string, properties: Readonly<Record<string, unknown>>): World {
  const stacks = world.stacks.map((stack) =>
    stack.name === stackName
      ? {
          ...stack,
          template: { ...stack.template, Resources: { ...stack.template.Resources, Added: { Type: type, Properties: properties } } },
        }
      : stack,
  )
  return { ...world, stacks }
}
