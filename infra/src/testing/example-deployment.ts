import { topology } from '@hemisphere/topology/regions.ts'
import type { Deployment } from '../deployment.ts'

/** Accounts that nobody has, a domain that nobody may register. */
export const exampleDeployment: Deployment = {
  topology,
  accounts: { edge: '111111111111', delivery: '444444444444', zones: { eu: '222222222222', us: '333333333333' } },
  domain: 'hemisphere.example',
  hostedZoneId: 'Z0000000000000EXAMPLE',
  size: 'medium',
  version: '0000000000000000000000000000000000000000',
  operatorEmail: 'operator@hemisphere.example',
  source: { owner: 'example', repository: 'hemisphere', branch: 'main' },
}
