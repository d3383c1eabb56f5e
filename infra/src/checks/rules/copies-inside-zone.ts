import { isOfZone, ruleOver, type Rule } from '../rule.ts'
import { at, findResources, listOf, originOf, spellOut, type Found, type World } from '../world.ts'

interface Place extends Found {
  readonly world: World
}

/** Where each type of resource names the regions to which AWS would copy what it holds. */
const copies: Readonly<Record<string, (place: Place) => readonly string[]>> = {
  'AWS::SecretsManager::Secret': ({ properties }) => listOf(properties['ReplicaRegions']).map((replica) => String(at(replica, 'Region'))),
  'AWS::Cognito::UserPoolReplica': ({ properties }) => [String(properties['RegionName'])],
  'AWS::ElastiCache::GlobalReplicationGroup': ({ properties }) => [
    ...listOf(properties['Members']).map((member) => String(at(member, 'ReplicationGroupRegion'))),
    ...listOf(properties['RegionalConfigurations']).map((configuration) => String(at(configuration, 'ReplicationGroupRegion'))),
  ],
  'AWS::KMS::ReplicaKey': (place) => [regionOfArn(place.properties['PrimaryKeyArn'], place)],
  'AWS::EC2::VPCPeeringConnection': ({ properties, stack }) => [
    properties['PeerRegion'] === undefined ? stack.region : JSON.stringify(properties['PeerRegion']).replaceAll('"', ''),
  ],
  'AWS::Backup::BackupPlan': (place) =>
    listOf(at(place.properties, 'BackupPlan', 'BackupPlanRule'))
      .flatMap((rule) => listOf(at(rule, 'CopyActions')))
      .map((action) => regionOfArn(at(action, 'DestinationBackupVaultArn'), place)),
  'AWS::S3::Bucket': (place) =>
    listOf(at(place.properties, 'ReplicationConfiguration', 'Rules')).map((rule) =>
      regionOfBucket(at(rule, 'Destination', 'Bucket'), place),
    ),
  'AWS::DynamoDB::GlobalTable': ({ properties }) => listOf(properties['Replicas']).map((replica) => String(at(replica, 'Region'))),
  'AWS::ECR::ReplicationConfiguration': ({ properties }) =>
    listOf(at(properties, 'ReplicationConfiguration', 'Rules'))
      .flatMap((rule) => listOf(at(rule, 'Destinations')))
      .map((destination) => String(at(destination, 'Region'))),
}

/** Region of an ARN, or of the stack that it comes from. */
function regionOfArn(arn: unknown, { stack, world }: Place): string {
  const [prefix, , , region] = spellOut(arn, stack).split(':')
  if (prefix === 'arn' && region !== undefined && region !== '') return region
  return originOf(world, stack, arn)?.stack.region ?? `what names no region: ${JSON.stringify(arn)}`
}

/** The ARN of a bucket names no region: only one that is made here is known to be here. */
function regionOfBucket(arn: unknown, { stack, world }: Place): string {
  return originOf(world, stack, arn)?.stack.region ?? `what names no region: ${JSON.stringify(arn)}`
}

export const copiesInsideZone: Rule = ruleOver(
  'copies-inside-zone',
  'Secrets, keys, sessions, user pools, backups, buckets and tables are copied, and networks connected, inside their zone alone.',
  (world) => findResources(world, Object.keys(copies), 'zones').filter((found) => regionsOf(found, world).length > 0),
  (found, world) =>
    regionsOf(found, world)
      .filter((region) => !isOfZone(world, found.stack, region))
      .map((region) => `${found.type} copies to ${region}, which is no region of zone ${found.stack.zone}`),
)

function regionsOf(found: Found, world: World): readonly string[] {
  return copies[found.type]?.({ ...found, world }) ?? []
}
