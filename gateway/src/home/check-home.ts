import { isWriterLost, type HomeLeaseReader } from './home-lease.ts'

/**
 * Throws while a region may not serve its own home: then its buddy does. It may with the writer, whose lease is held, and from its
 * replica once the buddy that had the writer has fallen silent: were it not ready then, nobody would be.
 */
export async function checkHome(region: string, readLease: HomeLeaseReader): Promise<void> {
  const lease = await readLease(region)
  if (lease === undefined) throw new Error("the home's database does not answer")
  const { isReplica, isHeld, region: writer, epoch } = lease
  if (isReplica ? !isWriterLost(lease) : !isHeld || writer !== region)
    throw new Error(`the home's writer is in ${writer} at epoch ${epoch}, and not held here`)
}
