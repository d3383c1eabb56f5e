import { randomBytes } from 'node:crypto'
import { rename, stat, writeFile } from 'node:fs/promises'
import { z } from 'zod'
import { hasCode, readTextIfThere } from '../world/file-text.ts'

/** Quotas of CloudFront KeyValueStore (CloudFront developer guide). */
export const maxKeyBytes = 512
export const maxValueBytes = 1_024

/** As long as the nearest of AWS's own may be behind, give or take some seconds that nobody wants to wait on one machine. */
const checkEveryMs = 100

/** A KeyValueStore as a JSON file of texts by key; read anew after it has changed, while requests see what was there before. */
export interface KeyValueReader extends AsyncDisposable {
  /** Rejects for a key that isn't there. */
  get(key: string): Promise<string>
  exists(key: string): Promise<boolean>
}

const storeSchema = z.record(
  z.string().refine((key) => Buffer.byteLength(key) <= maxKeyBytes),
  z.string().refine((value) => Buffer.byteLength(value) <= maxValueBytes),
)

type Values = ReadonlyMap<string, string>

/** Opens the store in `file`, which may come later. A file that is none is told to `onFault` and changes nothing. */
export async function openKeyValueStore(file: string, onFault: (fault: unknown) => void): Promise<KeyValueReader> {
  let values: Values = new Map()
  let seen: string | undefined
  let checking: Promise<void> | undefined

  async function check(): Promise<void> {
    const version = await versionOf(file)
    if (version === seen) return
    seen = version
    try {
      values = await readValues(file)
    } catch (error) {
      onFault(new Error('the key value store stays as it was', { cause: error }))
    }
  }

  await check()
  const timer = setInterval(() => {
    checking ??= check()
      .catch(onFault)
      .finally(() => {
        checking = undefined
      })
  }, checkEveryMs)
  timer.unref()

  return {
    async get(key) {
      const value = values.get(key)
      if (value === undefined) throw new Error(`the key value store has no key ${key}`)
      return value
    },
    exists: async (key) => values.has(key),
    async [Symbol.asyncDispose]() {
      clearInterval(timer)
      await checking
    },
  }
}

/** Sets one value of the store in `file`, as a whole: who reads it finds the old values or the new. At most 1 KB; one writer at a time. */
export async function writeKeyValue(file: string, key: string, value: string): Promise<void> {
  const sizes = { key: Buffer.byteLength(key), value: Buffer.byteLength(value) }
  if (sizes.key === 0 || sizes.key > maxKeyBytes) throw new Error(`the key has ${sizes.key} bytes, wanted 1 to ${maxKeyBytes}`)
  if (sizes.value > maxValueBytes) throw new Error(`the value of ${key} has ${sizes.value} bytes, at most ${maxValueBytes} are allowed`)
  const next = new Map(await readValues(file)).set(key, value)
  const draft = `${file}.${randomBytes(6).toString('hex')}.draft`
  await writeFile(draft, JSON.stringify(Object.fromEntries(next)), { mode: 0o600 })
  await rename(draft, file)
}

/** One value of the store in `file`; undefined when there is none. */
export async function readKeyValue(file: string, key: string): Promise<string | undefined> {
  return (await readValues(file)).get(key)
}

async function readValues(file: string): Promise<Values> {
  const text = await readTextIfThere(file)
  return new Map(Object.entries(text === undefined ? {} : storeSchema.parse(JSON.parse(text))))
}

/** Another text after each change: a file that was renamed into place is another file. */
async function versionOf(file: string): Promise<string | undefined> {
  try {
    const { ino, size, mtimeNs } = await stat(file, { bigint: true })
    return `${ino} ${size} ${mtimeNs}`
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined
    throw error
  }
}
