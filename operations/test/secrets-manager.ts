import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { json } from 'node:stream/consumers'
import { z } from 'zod'

/** A stand-in for Secrets Manager that keeps its rules of versions and staging labels, for one secret. */
export interface SecretsManager extends AsyncDisposable {
  readonly url: string
  /** Values by label. */
  labelled(): Readonly<Record<string, string | undefined>>
  /** Begins a rotation as Secrets Manager does: a version with a label and no value. Its id. */
  beginRotation(): string
  disableRotation(): void
  /** Operations that have changed something. */
  readonly changes: string[]
}

class Refusal extends Error {
  readonly type: string

  constructor(type: string, message: string) {
    super(message)
    this.type = type
  }
}

const request = z.object({
  SecretId: z.string(),
  VersionId: z.string().optional(),
  VersionStage: z.string().optional(),
  VersionStages: z.array(z.string()).default(['AWSCURRENT']),
  ClientRequestToken: z.string().min(32).max(64).optional(),
  SecretString: z.string().optional(),
  MoveToVersionId: z.string().optional(),
  RemoveFromVersionId: z.string().optional(),
})

type Request = z.infer<typeof request>

export const secretId = 'hemisphere/internal-token-key'

export async function startSecretsManager(firstValue: string): Promise<SecretsManager> {
  const values = new Map<string, string>()
  const labels = new Map<string, string>()
  const changes: string[] = []
  let rotates = true
  const first = randomUUID()
  values.set(first, firstValue)
  labels.set('AWSCURRENT', first)

  /** A label is at one version; who loses AWSCURRENT becomes AWSPREVIOUS. */
  function move(label: string, to: string): void {
    const from = labels.get(label)
    labels.set(label, to)
    if (label === 'AWSCURRENT' && from !== undefined && from !== to) labels.set('AWSPREVIOUS', from)
  }

  const operations: Readonly<Record<string, (asked: Request) => object>> = {
    DescribeSecret() {
      const versions: Record<string, string[]> = {}
      for (const [label, version] of labels) (versions[version] ??= []).push(label)
      return { Name: secretId, RotationEnabled: rotates, VersionIdsToStages: versions }
    },
    GetSecretValue({ VersionId, VersionStage = VersionId === undefined ? 'AWSCURRENT' : undefined }) {
      const version = VersionId ?? labels.get(VersionStage ?? '')
      if (VersionStage !== undefined && labels.get(VersionStage) !== version)
        throw new Refusal('InvalidRequestException', 'the version does not have that label')
      const value = values.get(version ?? '')
      if (version === undefined || value === undefined) throw new Refusal('ResourceNotFoundException', 'there is no such value')
      return { Name: secretId, VersionId: version, SecretString: value }
    },
    PutSecretValue({ ClientRequestToken: version = randomUUID(), SecretString: value = '', VersionStages }) {
      const known = values.get(version)
      if (known !== undefined && known !== value) throw new Refusal('ResourceExistsException', 'the version has another value')
      if (known === undefined) changes.push('PutSecretValue')
      values.set(version, value)
      for (const label of VersionStages) move(label, version)
      return { VersionId: version }
    },
    UpdateSecretVersionStage({ VersionStage: label = '', MoveToVersionId: to = '', RemoveFromVersionId: from }) {
      if (!values.has(to)) throw new Refusal('ResourceNotFoundException', 'there is no such version')
      const holder = labels.get(label)
      if (holder !== undefined && holder !== to && holder !== from)
        throw new Refusal('InvalidParameterException', 'the label is at another version, which RemoveFromVersionId has to name')
      changes.push('UpdateSecretVersionStage')
      move(label, to)
      return { Name: secretId }
    },
  }

  const server = createServer((incoming, response) => {
    void (async () => {
      const operation = String(incoming.headers['x-amz-target']).replace('secretsmanager.', '')
      const asked = request.parse(await json(incoming))
      if (asked.SecretId !== secretId) throw new Refusal('ResourceNotFoundException', 'there is no such secret')
      const answer = operations[operation]
      if (answer === undefined) throw new Refusal('UnknownOperationException', operation)
      return answer(asked)
    })().then(
      (answer) => response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(answer)),
      (fault: unknown) => {
        const type = fault instanceof Refusal ? fault.type : 'InternalServiceError'
        response.writeHead(400, { 'content-type': 'application/x-amz-json-1.1' })
        response.end(JSON.stringify({ __type: type, message: String(fault) }))
      },
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    changes,
    labelled: () => Object.fromEntries([...labels].map(([label, version]) => [label, values.get(version)])),
    beginRotation() {
      const version = randomUUID()
      labels.set('AWSPENDING', version)
      return version
    },
    disableRotation() {
      rotates = false
    },
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
