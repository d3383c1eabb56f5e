import type { CloudFrontHeaders } from 'aws-lambda'
import { readCookie } from './cookies.ts'
import { EdgeRefusal } from './error-answer.ts'

export const tokenCookie = '__Host-hemisphere-token'

/** The access token of a request: from `Authorization`, or without that header from the browser's cookie. Else UNAUTHENTICATED. */
export function findToken(headers: CloudFrontHeaders): string {
  const [authorization, ...others] = headers['authorization'] ?? []
  if (authorization !== undefined) {
    const token = /^Bearer +([\w-]+\.[\w-]+\.[\w-]*)$/i.exec(authorization.value)?.[1]
    if (token === undefined || others.length > 0) throw new EdgeRefusal('UNAUTHENTICATED', 'the authorization is not one bearer token')
    return token
  }
  const cookie = readCookie(headers, tokenCookie)
  if (cookie === undefined)
    throw new EdgeRefusal('UNAUTHENTICATED', 'got no access token, wanted it as Authorization: Bearer or as the cookie of a session')
  if (!/^[\w-]+\.[\w-]+\.[\w-]*$/.test(cookie)) throw new EdgeRefusal('UNAUTHENTICATED', `the cookie ${tokenCookie} is no access token`)
  return cookie
}
