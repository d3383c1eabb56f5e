import { errorCodeOf, graphqlError } from '@hemisphere/kit/error.ts'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { checkOriginVerify } from '../auth/origin-verify.ts'
import type { RequestRecord } from '../request/gateway-context.ts'
import { checkCsrfToken, checkSameOrigin, csrfTokenOf } from './csrf.ts'
import { signOut, signOutEverywhere, stored } from './end-session.ts'
import { finishSignIn } from './finish-sign-in.ts'
import { refreshSession } from './refresh-session.ts'
import {
  endedSessionLines,
  readEarlierSessionId,
  readSessionId,
  readSignInId,
  readTokenCookie,
  sessionCookieLines,
} from './session-cookies.ts'
import type { Session } from './session-store.ts'
import { callbackPath, type Sessions } from './sessions.ts'
import { SignInFault, signInFaults, type SignInFaultKind } from './sign-in-fault.ts'
import { pageHeaders, signInFaultPage } from './sign-in-page.ts'
import { startSignIn, type Departure } from './start-sign-in.ts'

export interface SessionRouteOptions {
  readonly sessions: Sessions
  /** Values of `x-origin-verify`: current, previous. */
  readonly originSecrets: () => Promise<readonly string[]>
  /** Before anything of a request is looked at: it is logged when done, and refused while the gateway is draining. */
  readonly begin: (request: FastifyRequest, reply: FastifyReply) => RequestRecord
  /** Ends a request with an error in the shape of every answer. */
  readonly refuse: (request: FastifyRequest, reply: FastifyReply, error: Error) => FastifyReply
  /** Ends a request of another method than the one that is served. */
  readonly refuseMethod: (request: FastifyRequest, reply: FastifyReply, allowed: string) => FastifyReply
}

/** No route here reads a body; what comes with a request is not worth more. */
const maxBodyBytes = 1_024
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

interface SessionRoute {
  readonly method: 'GET' | 'POST'
  readonly url: string
  /** Name in the log. */
  readonly name: string
  readonly answer: (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>
}

/** The routes of a browser's session: two that a person is sent to, which answer with pages, and four for the web app. */
export function addSessionRoutes(
  app: FastifyInstance,
  { sessions, originSecrets, begin, refuse, refuseMethod }: SessionRouteOptions,
): void {
  const records = new WeakMap<FastifyRequest, RequestRecord>()
  const { zone, publicOrigin, keys, store, now } = sessions

  function noteTenant(request: FastifyRequest, tenantId: string): void {
    const record = records.get(request)
    if (record !== undefined) record.tenantId = tenantId
  }

  function depart(reply: FastifyReply, { location, cookies }: Departure): FastifyReply {
    return reply
      .code(303)
      .headers({ ...pageHeaders, location, 'set-cookie': [...cookies] })
      .send('')
  }

  async function sendState(reply: FastifyReply, sessionId: string, session: Session): Promise<FastifyReply> {
    const [key] = await keys()
    if (key === undefined) throw new Error('there is no key for sessions')
    return reply.send({
      signedIn: true,
      expiresAt: new Date(session.tokenExpiresAt).toISOString(),
      sessionExpiresAt: new Date(store.endOf(session)).toISOString(),
      csrfToken: csrfTokenOf(sessionId, key),
    })
  }

  function sendSignedOut(reply: FastifyReply): FastifyReply {
    return reply.header('set-cookie', [...endedSessionLines]).send({ signedIn: false })
  }

  /** The session's id, and that a page of our own asks for a change of it. */
  async function changeableSession(request: FastifyRequest): Promise<string> {
    const sessionId = readSessionId(request.headers.cookie, zone)
    if (sessionId === undefined) throw graphqlError('UNAUTHENTICATED', 'got no session, wanted its cookie')
    checkSameOrigin(request.headers, publicOrigin)
    checkCsrfToken(request.headers, sessionId, await keys())
    return sessionId
  }

  const pages: readonly SessionRoute[] = [
    {
      method: 'GET',
      url: '/session/sign-in',
      name: 'SessionSignIn',
      answer: async (request, reply) =>
        depart(reply, await startSignIn(sessions, request.query, readEarlierSessionId(request.headers.cookie, zone))),
    },
    {
      method: 'GET',
      url: callbackPath,
      name: 'SessionCallback',
      async answer(request, reply) {
        const arrival = await finishSignIn(sessions, request.query, readSignInId(request.headers.cookie, zone))
        noteTenant(request, arrival.tenantId)
        return depart(reply, arrival)
      },
    },
  ]

  const calls: readonly SessionRoute[] = [
    {
      method: 'GET',
      url: '/session',
      name: 'Session',
      async answer(request, reply) {
        checkSameOrigin(request.headers, publicOrigin)
        const sessionId = readSessionId(request.headers.cookie, zone)
        const kept = sessionId === undefined ? undefined : await stored(sessions, () => store.find(store.keyOf(sessionId)))
        if (sessionId === undefined || kept === undefined) return sendSignedOut(reply)
        noteTenant(request, kept.value.tenantId)
        return sendState(reply, sessionId, kept.value)
      },
    },
    {
      method: 'POST',
      url: '/session/refresh',
      name: 'SessionRefresh',
      async answer(request, reply) {
        const sessionId = await changeableSession(request)
        const session = await refreshSession(sessions, { sessionId, accessToken: readTokenCookie(request.headers.cookie) })
        if (session === undefined) {
          void reply.header('set-cookie', [...endedSessionLines])
          throw graphqlError('UNAUTHENTICATED', 'the session has ended, wanted a new sign-in')
        }
        noteTenant(request, session.tenantId)
        const { accessToken, tokenExpiresAt } = session
        const left = { tokenLeftMs: tokenExpiresAt - now(), sessionLeftMs: store.endOf(session) - now() }
        void reply.header('set-cookie', [...sessionCookieLines({ sessionId, accessToken, ...left })])
        return sendState(reply, sessionId, session)
      },
    },
    {
      method: 'POST',
      url: '/session/sign-out',
      name: 'SessionSignOut',
      async answer(request, reply) {
        await signOut(sessions, await changeableSession(request), readTokenCookie(request.headers.cookie))
        return sendSignedOut(reply)
      },
    },
    {
      method: 'POST',
      url: '/session/sign-out-everywhere',
      name: 'SessionSignOutEverywhere',
      async answer(request, reply) {
        await signOutEverywhere(sessions, await changeableSession(request))
        return sendSignedOut(reply)
      },
    },
  ]

  async function open(request: FastifyRequest, reply: FastifyReply, name: string): Promise<void> {
    const record = begin(request, reply)
    record.operationName = name
    records.set(request, record)
    checkOriginVerify(request.headers['x-origin-verify'], await originSecrets())
  }

  function showFault(fault: Error, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const kind = kindOf(fault)
    const record = records.get(request)
    if (kind === undefined || record === undefined) return refuse(request, reply, fault)
    if (fault instanceof SignInFault) sessions.onFault(fault.cause ?? fault, fault.message)
    const { status, code } = signInFaults[kind]
    record.errorCodes = [code]
    if (status === 503) void reply.header('retry-after', '5')
    return reply
      .code(status)
      .headers({ ...pageHeaders, 'content-type': 'text/html; charset=utf-8' })
      .send(signInFaultPage(kind, record.requestId))
  }

  for (const [routes, errorHandler] of [[pages, showFault] as const, [calls, undefined] as const]) {
    for (const { method, url, name, answer } of routes) {
      app.route({
        method,
        url,
        bodyLimit: maxBodyBytes,
        exposeHeadRoute: false,
        onRequest: (request, reply) => open(request, reply, name),
        handler: answer,
        ...(errorHandler === undefined
          ? {}
          : {
              errorHandler: (fault: FastifyError, request: FastifyRequest, reply: FastifyReply) => void errorHandler(fault, request, reply),
            }),
      })
      app.route({
        method: methods.filter((other) => other !== method),
        url,
        bodyLimit: maxBodyBytes,
        exposeHeadRoute: false,
        handler: (request, reply) => refuseMethod(request, reply, method),
      })
    }
  }
}

/** What a person is told of a fault; undefined for one that no browser of a person meets. */
function kindOf(fault: Error): SignInFaultKind | undefined {
  if (fault instanceof SignInFault) return fault.kind
  if (!('extensions' in fault)) return 'internal'
  return errorCodeOf({ extensions: { code: Object(fault.extensions).code } }) === 'RESIDENCY_VIOLATION' ? 'wrong-zone' : undefined
}
