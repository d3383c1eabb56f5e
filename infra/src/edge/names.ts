import type { ZonePlan } from '@hemisphere/topology/topology.ts'
import type { Deployment } from '../deployment.ts'

/** The edge's copy of what it proves itself with to one zone's gateways. */
export function originVerifySecret(zone: string): string {
  return `hemisphere/edge/origin-verify-${zone}`
}

/** By default a name would differ from region to region ("Edge function logs", CloudFront developer guide); a chosen one stays. */
export const routerLogGroup = '/hemisphere/edge/router'

export const viewerRequestFunction = 'hemisphere-viewer-request'
export const webFallbackFunction = 'hemisphere-web-fallback'

/** CloudFront Functions always log here, in us-east-1. */
export function functionLogGroup(name: string): string {
  return `/aws/cloudfront/function/${name}`
}

/**
 * Zones that keep a copy of the web application: an origin group holds two origins and no more ("Optimize high availability with
 * CloudFront origin failover", CloudFront developer guide).
 */
export function webZones({ topology }: Deployment): readonly ZonePlan[] {
  return topology.zones.slice(0, 2)
}

/** Bucket of one zone's copy of the web application; the account makes the name nobody else's. */
export function webBucket({ accounts }: Deployment, zone: string): string {
  return `hemisphere-web-${zone}-${accounts.edge}`
}
