import { regionsOf } from '@hemisphere/topology/topology.ts'
import { Duration, RemovalPolicy } from 'aws-cdk-lib'
import * as ecr from 'aws-cdk-lib/aws-ecr'
import * as iam from 'aws-cdk-lib/aws-iam'
import type { Construct } from 'constructs'
import { accountOf, type Deployment } from '../deployment.ts'
import { HemisphereStack } from '../hemisphere-stack.ts'
import { imageNames, repositoryName } from './delivery-names.ts'

export interface ImagesStackProps {
  readonly deployment: Deployment
  readonly region: string
}

/** Untagged images are what a failed push left; releases are kept as long as one may go back to them. */
const untaggedDays = 7
const keptReleases = 100

/**
 * The images' repositories in one region. They are pushed where the pipeline runs and replicated to every other region: images are
 * code, not data. Settings are not replicated ("Private image replication in Amazon ECR", ECR user guide), so each region has its own;
 * in each, the zone to which the region belongs may pull, and no other account.
 */
export class ImagesStack extends HemisphereStack {
  constructor(scope: Construct, id: string, { deployment, region }: ImagesStackProps) {
    super(scope, id, {
      env: { account: deployment.accounts.delivery, region },
      description: `Hemisphere ${region}: images of the services`,
      zone: undefined,
    })
    const zone = deployment.topology.zones.find((plan) => regionsOf(deployment.topology, plan).some(({ name }) => name === region))
    for (const image of imageNames) {
      const repository = new ecr.Repository(this, `Repository-${image}`, {
        repositoryName: repositoryName(image),
        imageTagMutability: ecr.TagMutability.IMMUTABLE,
        imageScanOnPush: true,
        // ECR's own key: an image holds nothing that is secret, and whoever may pull needs no right on a key of this account.
        encryption: ecr.RepositoryEncryption.AES_256,
        removalPolicy: RemovalPolicy.RETAIN,
        lifecycleRules: [
          { rulePriority: 1, tagStatus: ecr.TagStatus.UNTAGGED, maxImageAge: Duration.days(untaggedDays) },
          { rulePriority: 2, tagStatus: ecr.TagStatus.ANY, maxImageCount: keptReleases },
        ],
      })
      if (zone !== undefined) repository.addToResourcePolicy(pullBy(accountOf(deployment, zone.name)))
    }
  }
}

/** Sends each image that is pushed here to every other region; a setting of the whole registry of this region. */
export function replicateImages(stack: HemisphereStack, { accounts, topology }: Deployment): void {
  const others = topology.regions.filter(({ name }) => name !== stack.region)
  const destinations = others.map(({ name }) => ({ region: name, registryId: accounts.delivery }))
  new ecr.CfnReplicationConfiguration(stack, 'Replication', {
    replicationConfiguration: {
      rules: [{ destinations, repositoryFilters: [{ filter: repositoryName(''), filterType: 'PREFIX_MATCH' }] }],
    },
  })
}

function pullBy(account: string): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid: 'Pull',
    principals: [new iam.AccountPrincipal(account)],
    actions: ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
  })
}
