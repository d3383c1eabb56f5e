import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface TriggerBundle extends AsyncDisposable {
  readonly path: string
}

/** A trigger written for a test: the body of `handler(event)`, which sees nothing but the event and its environment. */
export async function writeTriggerBundle(body: string): Promise<TriggerBundle> {
  const folder = await mkdtemp(join(tmpdir(), 'hemisphere-trigger-'))
  const path = join(folder, 'index.mjs')
  await writeFile(path, `export async function handler(event) {\n${body}\n}\n`)
  return { path, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) }
}

/** Gives everybody the tenant of `homeRegion` in the trigger's own zone, and puts the event that it got aside as `dt:event`. */
export function tenantTrigger(homeRegion: string): string {
  return `
    const claims = {
      'dt:v': 1, 'dt:t': '0199aaaa-0000-7000-8000-000000000001', 'dt:z': process.env.HEMISPHERE_ZONE, 'dt:hr': '${homeRegion}',
      'dt:te': 1, 'dt:pe': 1, 'dt:p': '0199aaaa-0000-7000-8000-000000000002',
    }
    return { ...event, response: { claimsAndScopeOverrideDetails: { accessTokenGeneration: { claimsToAddOrOverride: claims } } } }`
}
