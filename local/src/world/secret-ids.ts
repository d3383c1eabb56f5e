/** Ids of the secrets that local/ itself makes or reads; each service names those that it needs. */
export const secretIds = {
  internalTokenKey: 'hemisphere/internal-token-key',
  cursorKey: 'hemisphere/cursor-key',
  originVerify: 'hemisphere/origin-verify',
  demoPassword: 'hemisphere/demo-password',
  /** JSON `{clientId, clientSecret}` of the web application at its zone's issuer. */
  webClient: 'hemisphere/client/web',
  databaseAdmin: 'hemisphere/database/admin',
  directoryOwner: 'hemisphere/database/directory-owner',
  directoryReader: 'hemisphere/database/directory-reader',
} as const

export const schemas = ['catalog', 'store', 'forecasting'] as const

export type SchemaName = (typeof schemas)[number]

/** The login with which a schema's service serves, and the one with which its migrations run. */
export function schemaLoginIds(schema: SchemaName): { readonly service: string; readonly owner: string } {
  return { service: `hemisphere/database/${schema}`, owner: `hemisphere/database/${schema}-owner` }
}

/** Client secret of a partner at its zone's issuer, by a name such as `partner@nordhem`. */
export function clientSecretId(name: string): string {
  return `hemisphere/client/${name}`
}
