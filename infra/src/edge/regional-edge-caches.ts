/**
 * Regions in which CloudFront runs functions on origin events: those of its regional edge caches ("How CloudFront works with regional
 * edge caches", CloudFront developer guide). A function logs where it ran. In a region that is missing here it works and logs nothing,
 * since it may not make a log group by itself.
 */
export const regionalEdgeCaches = [
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
  'eu-central-1',
  'eu-west-1',
  'eu-west-2',
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-south-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'sa-east-1',
] as const
