import { ruleOver, type Rule } from '../rule.ts'
import { at, findResources, listOf, originOf, spellOut, type Found, type World } from '../world.ts'

/** The property that names the key of each type of resource that keeps something. */
const keyProperties: Readonly<Record<string, readonly (string | number)[]>> = {
  'AWS::RDS::DBCluster': ['KmsKeyId'],
  'AWS::RDS::DBInstance': ['PerformanceInsightsKMSKeyId'],
  'AWS::ElastiCache::ReplicationGroup': ['KmsKeyId'],
  'AWS::SecretsManager::Secret': ['KmsKeyId'],
  'AWS::Logs::LogGroup': ['KmsKeyId'],
  'AWS::Backup::BackupVault': ['EncryptionKeyArn'],
  'AWS::Cognito::UserPool': ['KeyConfiguration', 'KmsKeyArn'],
  'AWS::SNS::Topic': ['KmsMasterKeyId'],
  'AWS::SQS::Queue': ['KmsMasterKeyId'],
  'AWS::EFS::FileSystem': ['KmsKeyId'],
  'AWS::S3::Bucket': ['BucketEncryption', 'ServerSideEncryptionConfiguration', 0, 'ServerSideEncryptionByDefault', 'KMSMasterKeyID'],
  'AWS::DynamoDB::Table': ['SSESpecification', 'KMSMasterKeyId'],
}

export const keysOfRegion: Rule = ruleOver(
  'keys-of-region',
  "All that keeps data is encrypted by its region's copy of its zone's key, and so is each copy of a secret.",
  (world) => findResources(world, Object.keys(keyProperties), 'zones'),
  (found, world) => [
    ...faultsOfKey(at(found.properties, ...(keyProperties[found.type] ?? [])), found.stack.region, found, world),
    ...listOf(found.properties['ReplicaRegions']).flatMap((replica) =>
      faultsOfKey(at(replica, 'KmsKeyId'), String(at(replica, 'Region')), found, world),
    ),
  ],
)

function faultsOfKey(key: unknown, region: string, { stack }: Found, world: World): readonly string[] {
  if (key === undefined) return [`it names no key of its own`]
  const origin = originOf(world, stack, key)
  if (origin !== undefined) {
    const { zone, region: place } = origin.stack
    return zone === stack.zone && place === region ? [] : [`its key is of ${place}, zone ${zone}; wanted that of ${region}`]
  }
  const text = spellOut(key, stack)
  return text === `arn:aws:kms:${region}:${stack.account}:alias/hemisphere` ? [] : [`its key is ${text}, wanted that of ${region}`]
}
