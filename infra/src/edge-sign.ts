import { topology } from '@hemisphere/topology/regions.ts'
import { signBundle } from './edge/sign-bundle.ts'
import { readSignOrder } from './edge/sign-order.ts'

/** Signs the region map and builds the edge's functions around it: the step of the pipeline before the edge is deployed. */
const order = await readSignOrder(process.argv.slice(2))
const { version } = await signBundle({ order, topology, fetch, now: Date.now })
process.stdout.write(`region map ${version} is signed, the bundle is in ${order.out}\n`)
