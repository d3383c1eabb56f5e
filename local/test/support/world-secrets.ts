import { readFile } from 'node:fs/promises'
import { stateFolderAt } from '@hemisphere/local/world/state-folder.ts'
import { inject } from 'vitest'
import { z } from 'zod'

const versionSchema = z.object({ value: z.string() })
const secretsSchema = z.record(z.string(), z.record(z.string(), z.object({ current: versionSchema, previous: versionSchema.optional() })))

async function readSecrets(): Promise<z.infer<typeof secretsSchema>> {
  return secretsSchema.parse(JSON.parse(await readFile(stateFolderAt(inject('world').stateFolder).secrets, 'utf8')))
}

/** The current value of a region's secret. */
export async function secretOf(region: string, secretId: string): Promise<string> {
  const value = (await readSecrets())[region]?.[secretId]?.current.value
  if (value === undefined) throw new Error(`region ${region} has no secret ${secretId}`)
  return value
}

const documentSchema = z.object({ password: z.string() }).or(z.object({ clientSecret: z.string() }))

/** What is secret in all secrets of the world, those before a rotation as well: of logins and clients no more than the password. */
export async function allSecretValues(): Promise<readonly string[]> {
  const versions = Object.values(await readSecrets()).flatMap((secrets) =>
    Object.values(secrets).flatMap(({ current, previous }) => [current, ...(previous === undefined ? [] : [previous])]),
  )
  return [...new Set(versions.map(({ value }) => secretPart(value)))]
}

function secretPart(value: string): string {
  if (!value.startsWith('{')) return value
  const document = documentSchema.parse(JSON.parse(value))
  return 'password' in document ? document.password : document.clientSecret
}
