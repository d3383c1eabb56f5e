import type { ErrorCode } from '@hemisphere/kit/error.ts'

/** Why a sign-in goes no further: status of the page, code for the log, and what a person can do. */
export const signInFaults = {
  malformed: { status: 400, code: 'BAD_USER_INPUT', text: 'This address is not complete. Start the sign-in again.' },
  ended: {
    status: 400,
    code: 'UNAUTHENTICATED',
    text: 'This sign-in has ended, was used already, or was begun in another browser. Start it again.',
  },
  cancelled: { status: 403, code: 'FORBIDDEN', text: 'The sign-in was not finished. Start it again when you are ready.' },
  refused: {
    status: 403,
    code: 'FORBIDDEN',
    text: 'You could not be signed in. Ask the administrator of your company whether your account is active.',
  },
  'wrong-zone': {
    status: 403,
    code: 'RESIDENCY_VIOLATION',
    text: 'Your company’s data are kept elsewhere. Start from your company’s address.',
  },
  unavailable: { status: 503, code: 'REGION_UNAVAILABLE', text: 'Signing in is not possible at the moment. Try again in a few seconds.' },
  internal: { status: 500, code: 'INTERNAL_SERVER_ERROR', text: 'Something went wrong on our side. Try again in a few minutes.' },
} as const satisfies Record<string, { readonly status: number; readonly code: ErrorCode; readonly text: string }>

export type SignInFaultKind = keyof typeof signInFaults

/** Ends a sign-in with a page for the person; the message is for the log and says nothing of the request. */
export class SignInFault extends Error {
  readonly kind: SignInFaultKind

  constructor(kind: SignInFaultKind, message: string, options?: ErrorOptions) {
    super(message, options)
    this.kind = kind
  }
}
