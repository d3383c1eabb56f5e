/** What passes between a Lambda stand-in and its thread; events and answers are JSON, as Lambda's own are. */
export interface Invocation {
  readonly id: number
  readonly event: string
}

export type InvocationResult =
  | { readonly id: number; readonly answer: string }
  | { readonly id: number; readonly errorType: string; readonly errorMessage: string }
