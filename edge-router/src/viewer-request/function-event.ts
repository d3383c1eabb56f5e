/** A header, a cookie or a part of the query as CloudFront Functions have it; `multiValue` has all of them where there are several. */
export interface FunctionValue {
  value: string
  multiValue?: readonly { readonly value: string }[]
}

export type FunctionValues = Record<string, FunctionValue>

/** "CloudFront Functions event structure" (CloudFront developer guide). Names of headers are in lower case; cookies are no header. */
export interface FunctionRequest {
  readonly method: string
  readonly uri: string
  readonly querystring: FunctionValues
  readonly headers: FunctionValues
  readonly cookies: FunctionValues
}

export interface FunctionResponse {
  readonly statusCode: number
  readonly statusDescription: string
  readonly headers: FunctionValues
  readonly body: string
}

export interface FunctionEvent {
  readonly version: '1.0'
  readonly context: {
    readonly distributionDomainName: string
    readonly distributionId: string
    readonly eventType: 'viewer-request'
    readonly requestId: string
  }
  readonly viewer: { readonly ip: string }
  readonly request: FunctionRequest
}
