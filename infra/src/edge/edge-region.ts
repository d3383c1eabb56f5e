/** CloudFront takes certificates, firewalls and functions from here alone ("Requirements for using SSL/TLS certificates with CloudFront", CloudFront developer guide). */
export const edgeRegion = 'us-east-1'
