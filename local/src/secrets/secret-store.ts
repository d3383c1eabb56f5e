import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { readTextIfThere, writeWhole } from '../world/file-text.ts'

const versionSchema = z.object({ value: z.string(), versionId: z.string(), createdAt: z.iso.datetime() })
const fileSchema = z.record(z.string(), z.record(z.string(), z.object({ current: versionSchema, previous: versionSchema.optional() })))

type Regions = z.infer<typeof fileSchema>

export type SecretVersion = Readonly<z.infer<typeof versionSchema>>

export type VersionStage = 'AWSCURRENT' | 'AWSPREVIOUS'

/** Secrets by region and id, kept in one file that its owner alone can read. */
export interface SecretStore {
  find(region: string, secretId: string, stage?: VersionStage): SecretVersion | undefined
  /** Every value of a region, previous ones among them. */
  listValues(region: string): readonly string[]
  /** The current value; throws for a secret that is not there. */
  get(region: string, secretId: string): string
  /** Makes a secret, or rotates it: the value before stays readable as AWSPREVIOUS. */
  put(region: string, secretId: string, value: string): Promise<void>
  /** Sets what differs from `wanted`, by region and id, in one write. */
  putAll(region: string, wanted: Readonly<Record<string, string>>): Promise<void>
}

/** Opens the file, or starts an empty one at the first `put`. Only one process may have it open. */
export async function openSecretStore(file: string, now: () => number): Promise<SecretStore> {
  const regions = await load(file)
  let writing = Promise.resolve()

  function set(region: string, secretId: string, value: string): boolean {
    const secrets = (regions[region] ??= {})
    const before = secrets[secretId]?.current
    if (before?.value === value) return false
    const current = { value, versionId: randomUUID(), createdAt: new Date(now()).toISOString() }
    secrets[secretId] = before === undefined ? { current } : { current, previous: before }
    return true
  }

  function save(): Promise<void> {
    const write = (): Promise<void> => writeWhole(file, `${JSON.stringify(regions, null, 2)}\n`)
    writing = writing.then(write, write)
    return writing
  }

  const find: SecretStore['find'] = (region, secretId, stage = 'AWSCURRENT') => {
    const secret = regions[region]?.[secretId]
    return stage === 'AWSCURRENT' ? secret?.current : secret?.previous
  }

  return {
    find,
    listValues: (region) =>
      Object.values(regions[region] ?? {}).flatMap(({ current, previous }) => [
        current.value,
        ...(previous === undefined ? [] : [previous.value]),
      ]),
    get(region, secretId) {
      const version = find(region, secretId)
      if (version === undefined) throw new Error(`there is no secret ${secretId} in ${region}`)
      return version.value
    },
    async put(region, secretId, value) {
      if (set(region, secretId, value)) await save()
    },
    async putAll(region, wanted) {
      const changes = Object.entries(wanted).map(([secretId, value]) => set(region, secretId, value))
      if (changes.includes(true)) await save()
    },
  }
}

async function load(file: string): Promise<Regions> {
  const text = await readTextIfThere(file)
  return text === undefined ? {} : fileSchema.parse(JSON.parse(text))
}
