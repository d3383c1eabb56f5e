/** The module that CloudFront's JavaScript runtime 2.0 brings along ("Helper methods for key value stores", CloudFront developer guide). */
declare module 'cloudfront' {
  interface KeyValueStore {
    /** Rejects for a key that the store doesn't have. */
    get(key: string): Promise<string>
  }
  const cloudFront: { kvs(): KeyValueStore }
  export default cloudFront
}
