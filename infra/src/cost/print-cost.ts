import { topology } from '@hemisphere/topology/regions.ts'
import { renderCost } from './render-cost.ts'

/** `npm run infra:cost`: what a month costs, as docs/cost.md has it. */
process.stdout.write(renderCost({ regions: topology.regions.length, zones: topology.zones.length }))
