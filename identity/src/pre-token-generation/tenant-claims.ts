import type { Subject, SubjectRecord } from '../directory/find-subject.ts'

/** Claims of the access token, version 1: where the tenant lives and under which epochs, never who the person is. */
export interface TenantClaims {
  readonly 'dt:v': 1
  readonly 'dt:t': string
  readonly 'dt:z': string
  readonly 'dt:hr': string
  readonly 'dt:te': number
  readonly 'dt:pe': number
  readonly 'dt:p': string
}

/** The claims of a subject that may come in here; otherwise the reason is thrown, and there is no token. */
export function tenantClaims(kind: Subject['kind'], record: SubjectRecord | undefined, zone: string): TenantClaims {
  if (record === undefined) throw new TokenRefused(`the account is not known in this ${kind === 'federated' ? 'company' : 'zone'}`)
  if (record.subjectStatus !== 'active') throw new TokenRefused('the account is disabled')
  if (record.tenantStatus !== 'active') throw new TokenRefused('the company is suspended')
  if (record.zone !== zone) throw new TokenRefused('the company does not live in this zone')
  return {
    'dt:v': 1,
    'dt:t': record.tenantId,
    'dt:z': record.zone,
    'dt:hr': record.homeRegion,
    'dt:te': record.placementEpoch,
    'dt:pe': record.permissionEpoch,
    'dt:p': record.permissionSetId,
  }
}

/** The directory has answered, and the answer is no. The issuer shows its message to whoever signs in. */
export class TokenRefused extends Error {}
