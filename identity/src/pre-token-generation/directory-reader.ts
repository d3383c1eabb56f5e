import type { SecretReader } from '@hemisphere/kit/secrets.ts'
import type { Subject, SubjectRecord } from '../directory/find-subject.ts'
import { createDirectoryMember, type DirectoryMember } from './directory-member.ts'

export interface DirectoryReaderOptions {
  readonly secrets: SecretReader
  /** Id of the login of `directory_reader` at the member of this region. */
  readonly secretId: string
  /** Id of the login at the member of the buddy region, where there is one. */
  readonly fallbackSecretId: string | undefined
  readonly statementTimeoutMs: number
  /** For the whole of one lookup: secret, connection, statement, the one retry, and the other member. */
  readonly deadlineMs: number
  /** How long the member that is asked first may take until the other one is asked, too. */
  readonly patienceMs: number
  readonly now: () => number
}

export interface DirectoryReader extends AsyncDisposable {
  findSubject(subject: Subject): Promise<SubjectRecord | undefined>
}

/** While the nearest member fails, each lookup would else begin with finding that out. */
const preferenceMs = 10_000

/**
 * Reads the zone directory: the nearest member, and the other one when that fails or lets wait. Which one has answered is
 * remembered for ten seconds. Both are of one zone, and rejects when neither answers within the deadline.
 */
export function createDirectoryReader(options: DirectoryReaderOptions): DirectoryReader {
  const { secretId, fallbackSecretId, deadlineMs, patienceMs, now } = options
  const nearest = createDirectoryMember({ ...options, secretId })
  const other = fallbackSecretId === undefined ? undefined : createDirectoryMember({ ...options, secretId: fallbackSecretId })
  let otherFirstUntil = -Infinity

  async function ask(subject: Subject): Promise<SubjectRecord | undefined> {
    if (other === undefined) return nearest.findSubject(subject)
    const [first, second] = now() < otherFirstUntil ? [other, nearest] : [nearest, other]
    const { answer, by } = await firstAnswer(first, second, subject, patienceMs)
    // The nearest one that answers is asked first again; the other one only as long as it was just needed.
    if (by === nearest) otherFirstUntil = -Infinity
    else if (first === nearest) otherFirstUntil = now() + preferenceMs
    return answer
  }

  return {
    findSubject: (subject) => withDeadline(ask(subject), deadlineMs),
    async [Symbol.asyncDispose]() {
      await nearest[Symbol.asyncDispose]()
      await other?.[Symbol.asyncDispose]()
    },
  }
}

interface Answered {
  readonly answer: SubjectRecord | undefined
  readonly by: DirectoryMember
}

/** What the first member says, or the second one, which is asked once the first has failed or has taken `patienceMs`. */
async function firstAnswer(first: DirectoryMember, second: DirectoryMember, subject: Subject, patienceMs: number): Promise<Answered> {
  const patience = Promise.withResolvers<void>()
  const timer = setTimeout(patience.resolve, patienceMs)
  const asked = async (by: DirectoryMember): Promise<Answered> => ({ answer: await by.findSubject(subject), by })
  const one = asked(first)
  one.then(
    () => clearTimeout(timer),
    () => patience.resolve(),
  )
  try {
    return await Promise.any([one, patience.promise.then(() => asked(second))])
  } catch (cause) {
    const faults = cause instanceof AggregateError ? cause.errors : [cause]
    throw new Error(faults.map((fault) => (fault instanceof Error ? fault.message : 'unknown')).join('; '), { cause })
  } finally {
    clearTimeout(timer)
  }
}

async function withDeadline<Result>(work: Promise<Result>, deadlineMs: number): Promise<Result> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(`the directory did not answer within ${deadlineMs} ms`)), deadlineMs)
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
