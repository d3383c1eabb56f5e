import { createPublicKey } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { verifyRegionStates, type RegionStates } from '@hemisphere/edge-router/region-states.ts'
import { createSecretReader } from '@hemisphere/kit/secrets.ts'
import { z } from 'zod'
import { edgeRegion } from './edge-region.ts'
import { readMapKey, type MapKey } from './map-key.ts'

export const signUsage = `npm run edge:sign -- --domain <domain> --user-pools <file> --companies <file> --out <folder>
    (--key <file> | --key-secret <id>) [--states <file>]

  --domain      under which the product is found
  --user-pools  JSON {zone: id of its user pool}
  --companies   JSON {slug: zone}
  --key         private Ed25519 key that signs region maps, as PEM or JWK; --key-secret names it in Secrets Manager of ${edgeRegion}
  --states      what the edge's store has under region-states now: what is fenced stays so
  --out         folder of the bundle, made anew`

/** What `npm run edge:sign` is told, read and checked. */
export interface SignOrder {
  readonly domain: string
  readonly userPools: Readonly<Record<string, string>>
  readonly companies: Readonly<Record<string, string>>
  readonly mapKey: MapKey
  readonly published: RegionStates | undefined
  readonly out: string
}

const textsSchema = z.record(z.string(), z.string())

/** Reads the command line and the files that it names; throws what is missing or wrong. */
export async function readSignOrder(args: readonly string[]): Promise<SignOrder> {
  const option = { type: 'string' } as const
  const { values } = parseArgs({
    args: [...args],
    options: {
      domain: option,
      'user-pools': option,
      companies: option,
      key: option,
      'key-secret': option,
      states: option,
      out: option,
    },
  })
  const needed = (name: 'domain' | 'user-pools' | 'companies' | 'out'): string => {
    const value = values[name]
    if (value === undefined) throw new Error(`got no --${name}\n\n${signUsage}`)
    return value
  }
  const mapKey = readMapKey(await readKeyText(values.key, values['key-secret']))
  return {
    domain: needed('domain'),
    userPools: await readTexts(needed('user-pools')),
    companies: await readTexts(needed('companies')),
    mapKey,
    published: values.states === undefined ? undefined : await readStates(values.states, mapKey),
    out: needed('out'),
  }
}

async function readKeyText(file: string | undefined, secretId: string | undefined): Promise<string> {
  if (file !== undefined && secretId === undefined) return readFile(file, 'utf8')
  if (secretId === undefined || file !== undefined) throw new Error(`got no key or two, wanted --key or --key-secret\n\n${signUsage}`)
  using secrets = createSecretReader({ region: edgeRegion, endpoint: undefined })
  return await secrets.read(secretId)
}

async function readTexts(file: string): Promise<Readonly<Record<string, string>>> {
  return textsSchema.parse(JSON.parse(await readFile(file, 'utf8')))
}

/** States that somebody else signed are no reason to fence a region, nor to free one. */
async function readStates(file: string, { publicKey }: MapKey): Promise<RegionStates> {
  return verifyRegionStates((await readFile(file, 'utf8')).trim(), createPublicKey({ key: publicKey, format: 'jwk' }))
}
