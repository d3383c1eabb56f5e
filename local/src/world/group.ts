/** Things that are stopped side by side. */
export interface Group extends AsyncDisposable {
  /** Adds one, as soon as it has started. */
  add<Member extends AsyncDisposable>(member: Member): Member
}

/** A group to which nothing may be added once it is being disposed of. */
export function createGroup(): Group {
  const members: AsyncDisposable[] = []
  return {
    add(member) {
      members.push(member)
      return member
    },
    async [Symbol.asyncDispose]() {
      const stopped = await Promise.allSettled(members.map((member) => member[Symbol.asyncDispose]()))
      const faults: unknown[] = stopped.filter((result) => result.status === 'rejected').map((result) => result.reason)
      if (faults.length > 0) throw new AggregateError(faults, 'not everything could be stopped')
    },
  }
}
