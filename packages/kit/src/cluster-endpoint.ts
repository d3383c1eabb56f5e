import { lookup as lookUpName } from 'node:dns'
import { Socket, type LookupFunction } from 'node:net'

const clusterEndpoint = /^([^.]+)\.cluster-(?!ro-|custom-)([^.]+\.[a-z]{2}(?:-[a-z]+)+-\d\.rds\.amazonaws\.com)$/

/** Reader endpoint of an Aurora cluster by its cluster endpoint ("Amazon Aurora endpoint connections", Aurora user guide); undefined for another host. */
export function readerEndpoint(host: string): string | undefined {
  const [, cluster, rest] = clusterEndpoint.exec(host) ?? []
  return cluster === undefined ? undefined : `${cluster}.cluster-ro-${rest}`
}

/**
 * The name by which a cluster is reached now. The cluster endpoint of a secondary of a global database is inactive, its name not
 * known, until it is promoted; until then its reader endpoint leads to its instances.
 */
export async function activeEndpoint(host: string, lookUp: LookupFunction = lookUpName): Promise<string> {
  const reader = readerEndpoint(host)
  if (reader === undefined) return host
  const isKnown = await new Promise<boolean>((resolve) => lookUp(host, { family: 0 }, (error) => resolve(!isUnknown(error))))
  return isKnown ? host : reader
}

/** A socket for a connection to a cluster that looks up the endpoint that is active when it connects. */
export function clusterSocket(lookUp: LookupFunction = lookUpName): Socket {
  const socket = new Socket()
  const connect = socket.connect.bind(socket)
  const lookUpActive: LookupFunction = (host, options, callback) => {
    lookUp(host, options, (error, ...found) => {
      const reader = readerEndpoint(host)
      if (isUnknown(error) && reader !== undefined) lookUp(reader, options, callback)
      else callback(error, ...found)
    })
  }
  // pg names port and host alone.
  return Object.assign(socket, { connect: (port: number, host: string) => connect({ port, host, lookup: lookUpActive }) })
}

function isUnknown(error: NodeJS.ErrnoException | null): boolean {
  return error?.code === 'ENOTFOUND'
}
