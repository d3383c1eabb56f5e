import type { HomeLeaseReader } from './home-lease.ts'

/** Throws while the member of a region's own home is not the writer that holds the lease: then its buddy serves that home. */
export async function checkHome(region: string, readLease: HomeLeaseReader): Promise<void> {
  const lease = await readLease(region)
  if (lease === undefined) throw new Error("the home's database does not answer")
  if (lease.isReplica || !lease.isHeld || lease.region !== region)
    throw new Error(`the home's writer is in ${lease.region} at epoch ${lease.epoch}, and not held here`)
}
