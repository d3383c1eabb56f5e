/** CloudFront's quotas ("Quotas", CloudFront developer guide) as far as a request meets them. */
export interface CloudFrontLimits {
  /** Code of a CloudFront Function. */
  readonly maxFunctionBytes: number
  /** Request line and headers of a request, from viewers and to origins. */
  readonly maxHeadBytes: number
  readonly maxUrlBytes: number
  /** Body of a response that a viewer-request function makes itself. */
  readonly maxViewerGeneratedBytes: number
  /** Response that an origin-request function makes itself, headers and body. */
  readonly maxGeneratedBytes: number
  /** Lambda@Edge once allowed 5 s to viewer events and 30 s to origin events; the shorter is kept to. */
  readonly functionTimeoutMs: number
}

export const defaultLimits: CloudFrontLimits = {
  maxFunctionBytes: 10_240,
  maxHeadBytes: 32_768,
  maxUrlBytes: 8_192,
  maxViewerGeneratedBytes: 40_960,
  maxGeneratedBytes: 1_048_576,
  functionTimeoutMs: 5_000,
}
