import { setTimeout as delay } from 'node:timers/promises'
import { NoAnswerError, type RedisMember } from './redis-member.ts'

const roleLimitMs = 200
/** How long others are waited for once a master has said that it is one. */
const graceMs = 50

/**
 * The member that says that it is the master. Of two that do, the one with the longer history: a master that comes back empty
 * beside the one that was promoted meanwhile has a short one; else the one that is named first. Rejects, with what each member is,
 * when there is none.
 */
export async function findMaster(members: readonly RedisMember[]): Promise<RedisMember> {
  const offsets = new Map<RedisMember, number>()
  const { promise: first, resolve: toldFirst } = Promise.withResolvers<void>()
  const looks = members.map(async (member): Promise<string> => {
    try {
      const role = await member.role(roleLimitMs)
      if (role.kind === 'replica') return 'replica'
      offsets.set(member, role.offset)
      toldFirst()
      return 'master'
    } catch (fault) {
      // Each failure of a connection has been told where it happened.
      return fault instanceof NoAnswerError ? 'silent' : 'offline'
    }
  })
  const grace = new AbortController()
  const all = Promise.all(looks)
  await Promise.race([all, first.then(() => delay(graceMs, undefined, { signal: grace.signal }).catch(() => undefined))])
  grace.abort()
  const masters = members.filter((member) => offsets.has(member))
  const [longest] = masters.toSorted((one, other) => (offsets.get(other) ?? 0) - (offsets.get(one) ?? 0))
  if (longest === undefined) throw new Error(`the store has no master, its members are: ${(await all).join(', ')}`)
  return longest
}
