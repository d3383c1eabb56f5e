/** A URL is read up to here, path and query, in bytes. CloudFront's own limit is 8,192. */
export const maxUrlBytes = 4_096

/** Headers with their names, cookies included, in bytes: gateways take 16 KB with what the edge adds. CloudFront's own limit is 32,768. */
export const maxHeaderBytes = 12_288

/** A body, in bytes: the gateways read no more, and an origin that hangs up on a large one may not be heard. */
export const maxBodyBytes = 1_048_576

/** Header lines, and as many cookies. */
export const maxHeaderCount = 64
