import { realmPath } from '@hemisphere/edge-router/realm.ts'
import { z } from 'zod'
import type { Finding } from './evidence.ts'
import type { LookBook } from './look-book.ts'
import type { NamedTenant } from './tenant-names.ts'

const timeoutMs = 15_000

/** What the edge tells anybody of a company: asked without any token. */
export async function collectEdge(book: LookBook, edgeUrl: string, tenants: readonly NamedTenant[]): Promise<readonly Finding[]> {
  const asked = tenants.map(({ id, slug }) => {
    const path = `${realmPath}?company=${slug}`
    return book.look<readonly Finding[]>(
      { store: 'edge', region: undefined, how: `curl ${edgeUrl}${path}` },
      async (look) => {
        const response = await fetch(`${edgeUrl}${path}`, { signal: AbortSignal.timeout(timeoutMs) })
        const text = await response.text()
        const { issuer } = z.object({ issuer: z.string().optional() }).parse(JSON.parse(text))
        if (issuer === undefined) return { found: 0, result: [] }
        const item = 'answer to whoever asks for the issuer of a company'
        const bytes = Buffer.byteLength(text)
        return {
          found: 1,
          result: [{ kind: 'file', tenantId: id, place: { kind: 'global' }, store: 'edge', item, count: 1, bytes, names: ['slug'], look }],
        }
      },
      [],
    )
  })
  return (await Promise.all(asked)).flat()
}
