import type { Deployment } from './deployment.ts'

type Named = Pick<Deployment, 'domain'>

/** Where people find the web application; the same host answers its requests of the graph. */
export function appHost({ domain }: Named): string {
  return `app.${domain}`
}

/** Where programs send GraphQL. */
export function apiHost({ domain }: Named): string {
  return `api.${domain}`
}

/** Domain whose names are answered out of the zone alone. */
export function zoneDomain({ domain }: Named, zone: string): string {
  return `${zone}.${domain}`
}

/** The accelerator of a home region, which is what the edge connects to. */
export function homeHost(deployment: Named, zone: string, region: string): string {
  return `${region}.home.${zoneDomain(deployment, zone)}`
}

/**
 * Prefix of the sign-in pages' host at Cognito. A host of our own would need a certificate in us-east-1, outside most zones ("Using
 * your own domain for managed login", Cognito developer guide).
 */
export function signInPrefix({ domain }: Named, zone: string): string {
  return `${domain.replaceAll('.', '-')}-${zone}`
}
