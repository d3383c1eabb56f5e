/**
 * Names that may be looked up in a region, for the DNS firewall: services of AWS there, databases and stores of the zone, and the
 * issuer and the sign-in pages of the zone's user pool in each of its regions. `*` stands for whatever comes before.
 */
export function allowedNames(region: string, zoneRegions: readonly string[]): readonly string[] {
  return [
    `*.${region}.amazonaws.com`,
    // ElastiCache shortens the region in its names.
    '*.cache.amazonaws.com',
    ...zoneRegions.flatMap((member) => [
      `*.${member}.rds.amazonaws.com`,
      `issuer-cognito-idp.${member}.amazonaws.com`,
      `*.auth.${member}.amazoncognito.com`,
    ]),
  ]
}
