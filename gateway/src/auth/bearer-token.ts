import { graphqlError } from '@hemisphere/kit/error.ts'

/** The token of an `Authorization: Bearer` header; UNAUTHENTICATED without one. */
export function readBearerToken(authorization: string | undefined): string {
  const token = /^Bearer +([\w-]+\.[\w-]+\.[\w-]*)$/i.exec(authorization ?? '')?.[1]
  if (token === undefined) throw graphqlError('UNAUTHENTICATED', 'got no access token, wanted it as Authorization: Bearer')
  return token
}
