import type { InternalClaims } from '@hemisphere/kit/internal-token.ts'
import { idTypes } from '@hemisphere/schema/id-types.ts'

/**
 * The opaque id of a person or a client: `user_` or `client_`, then base64url of the issuer's subject in UTF-8,
 * since a subject is free text of up to 128 characters.
 */
export function viewerId({ kind, sub }: Pick<InternalClaims, 'kind' | 'sub'>): string {
  return `${idTypes[kind]}_${Buffer.from(sub, 'utf8').toString('base64url')}`
}
