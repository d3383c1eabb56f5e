import { createHash } from 'node:crypto'
import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider'
import { z } from 'zod'
import { readTextIfThere, writeWhole } from '../world/file-text.ts'

/** What an issuer keeps of sign-ins under way and done: sessions, codes, grants, refresh tokens. */
export interface IssuerStore {
  /** The provider's storage. One provider after another may use it. */
  readonly adapter: AdapterFactory
  /** Ends every grant, code and refresh token of a person. A sign-in session at the issuer goes on, as Cognito's does. */
  revokeAccount(accountId: string): Promise<void>
}

export interface IssuerStoreOptions {
  /** Where sessions, grants and refresh tokens outlive the process; absent where nothing has to. */
  readonly file?: string | undefined
  readonly clients: Adapter
  readonly now: () => number
}

const payloadSchema = z.custom<AdapterPayload>((value) => typeof value === 'object' && value !== null)
const entrySchema = z.object({ payload: payloadSchema, until: z.number() })
const fileSchema = z.record(z.string(), z.record(z.string(), entrySchema))

type Entry = z.infer<typeof entrySchema>

const keptModels: ReadonlySet<string> = new Set(['Session', 'Grant', 'RefreshToken'])
const revokedModels = ['Grant', 'RefreshToken', 'AuthorizationCode'] as const
const maxEntriesPerModel = 5_000
/** Each change writes the kept ones anew: as many are some megabytes. */
const maxKeptPerModel = 2_000

/**
 * A bounded number of entries of each model, the oldest going first. An entry is found by its id and kept under the hash of
 * it: an id is a refresh token, or a session's cookie, and whoever reads the file must not be able to use either.
 */
export async function openIssuerStore({ file, clients, now }: IssuerStoreOptions): Promise<IssuerStore> {
  const text = file === undefined ? undefined : await readTextIfThere(file)
  const kept = text === undefined ? {} : fileSchema.parse(JSON.parse(text))
  const models = new Map(Object.entries(kept).map(([model, entries]) => [model, new Map(Object.entries(entries))]))
  let writing = Promise.resolve()
  let waiting: Promise<void> | undefined

  /** Resolves when the file holds every change up to now. Changes during one write share the next. */
  function save(): Promise<void> {
    if (file === undefined) return Promise.resolve()
    const write = (): Promise<void> => {
      waiting = undefined
      return (writing = writeWhole(file, `${JSON.stringify(keptEntries())}\n`))
    }
    return (waiting ??= writing.then(write, write))
  }

  function keptEntries(): z.infer<typeof fileSchema> {
    const live = (entries: ReadonlyMap<string, Entry>): Record<string, Entry> =>
      Object.fromEntries([...entries].filter(([, { until }]) => until > now()))
    return Object.fromEntries([...models].filter(([model]) => keptModels.has(model)).map(([model, entries]) => [model, live(entries)]))
  }

  function entriesOf(model: string): Map<string, Entry> {
    const entries = models.get(model) ?? new Map<string, Entry>()
    models.set(model, entries)
    return entries
  }

  async function removeWhere(model: string, matches: (payload: AdapterPayload) => boolean): Promise<void> {
    const entries = entriesOf(model)
    for (const [key, { payload }] of entries) if (matches(payload)) entries.delete(key)
    if (keptModels.has(model)) await save()
  }

  function adapterOf(model: string): Adapter {
    const entries = entriesOf(model)
    const isKept = keptModels.has(model)
    const maxEntries = isKept ? maxKeptPerModel : maxEntriesPerModel
    const changed = async (): Promise<void> => (isKept ? save() : undefined)
    const live = (entry: Entry | undefined): AdapterPayload | undefined =>
      entry !== undefined && entry.until > now() ? entry.payload : undefined
    const findBy = (matches: (payload: AdapterPayload) => boolean): AdapterPayload | undefined =>
      live([...entries.values()].find(({ payload }) => matches(payload)))
    return {
      async upsert(id, payload, expiresIn) {
        const key = keyOf(id)
        entries.delete(key)
        entries.set(key, {
          payload: { ...payload, jti: undefined },
          until: expiresIn === undefined ? Number.MAX_SAFE_INTEGER : now() + expiresIn * 1_000,
        })
        for (const oldest of entries.keys()) {
          if (entries.size <= maxEntries) break
          entries.delete(oldest)
        }
        await changed()
      },
      async find(id) {
        const payload = live(entries.get(keyOf(id)))
        return payload === undefined ? undefined : { ...payload, jti: id }
      },
      findByUid: async (uid) => findBy((payload) => payload.uid === uid),
      findByUserCode: async (userCode) => findBy((payload) => payload.userCode === userCode),
      async consume(id) {
        const entry = entries.get(keyOf(id))
        if (entry !== undefined) entry.payload.consumed = Math.floor(now() / 1_000)
        await changed()
      },
      async destroy(id) {
        entries.delete(keyOf(id))
        await changed()
      },
      revokeByGrantId: (grantId) => removeWhere(model, (payload) => payload.grantId === grantId),
    }
  }

  return {
    adapter: (model) => (model === 'Client' ? clients : adapterOf(model)),
    async revokeAccount(accountId) {
      await Promise.all(revokedModels.map((model) => removeWhere(model, (payload) => payload.accountId === accountId)))
    },
  }
}

function keyOf(id: string): string {
  return createHash('sha256').update(id).digest('base64url')
}
