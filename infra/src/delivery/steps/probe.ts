/** A client of a tenant that exists to be asked for: it is at home in the region that it probes. */
export interface ProbeClient {
  readonly tokenUrl: string
  readonly clientId: string
  readonly clientSecret: string
}

export interface Probe {
  /** Address of the graph, at the edge. */
  readonly url: string
  readonly region: string
  readonly client: ProbeClient
  readonly fetch: typeof fetch
  readonly timeoutMs: number
}

/** What a look found: nothing, or what is wrong. */
export type Fault = string | undefined

/** It goes through edge, accelerator, gateway, a subgraph and the home's database. */
const query = '{ products(first: 1) { nodes { id } } }'

/**
 * Signs in as the region's probe client and asks the graph, the way that a partner does. Right is an answer without errors that says
 * that this region gave it. All else is a fault: its text has neither token nor secret.
 */
export async function probeRegion({ url, region, client, fetch, timeoutMs }: Probe): Promise<Fault> {
  try {
    const token = await fetchToken({ client, fetch, timeoutMs })
    if (token === undefined) return 'no token from the issuer'
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        accept: 'application/graphql-response+json',
      },
      body: JSON.stringify({ query }),
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    })
    const answer = parseJson(await response.text())
    const codes = listOf(fieldOf(answer, 'errors')).map((error) => textOf(fieldOf(error, 'extensions', 'code')) ?? 'without a code')
    if (codes.length > 0) return `status ${response.status}, error ${codes.join(', ')}`
    if (response.status !== 200) return `status ${response.status}, wanted 200`
    const from = fieldOf(answer, 'extensions', 'hemisphere', 'region')
    return from === region ? undefined : `an answer of ${textOf(from) ?? 'no region'}, wanted ${region}`
  } catch (error) {
    return `no answer (${error instanceof Error ? error.name : typeof error})`
  }
}

async function fetchToken({ client, fetch, timeoutMs }: Pick<Probe, 'client' | 'fetch' | 'timeoutMs'>): Promise<string | undefined> {
  const { tokenUrl, clientId, clientSecret } = client
  const response = await fetch(tokenUrl, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
    redirect: 'error',
    signal: AbortSignal.timeout(timeoutMs),
  })
  const token = fieldOf(parseJson(await response.text()), 'access_token')
  return response.status === 200 && typeof token === 'string' ? token : undefined
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function fieldOf(value: unknown, ...names: readonly string[]): unknown {
  return names.reduce<unknown>(
    (within, name) => (typeof within === 'object' && within !== null ? (within as Readonly<Record<string, unknown>>)[name] : undefined),
    value,
  )
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
