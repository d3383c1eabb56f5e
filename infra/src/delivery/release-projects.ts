import { Duration, SecretValue } from 'aws-cdk-lib'
import * as codebuild from 'aws-cdk-lib/aws-codebuild'
import * as iam from 'aws-cdk-lib/aws-iam'
import type * as kms from 'aws-cdk-lib/aws-kms'
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager'
import type { Deployment } from '../deployment.ts'
import { regionStatesWriterRole } from '../edge/edge-functions.ts'
import { publishCommands } from '../edge/publish-commands.ts'
import { webPublisherRole } from '../edge/web-publisher.ts'
import type { HemisphereStack } from '../hemisphere-stack.ts'
import { createBuildProject, mayAssume } from './build-project.ts'
import { bootstrapRoleArns, edgeProject, publishProject, imageNames, repositoryName } from './delivery-names.ts'
import { createOperatorRole } from './operator-role.ts'
import { assemblyFolder, createSigning, signingNames, signProject, verifyCommand } from './signing.ts'
import { createZoneProjects, type ZoneProjects } from './zone-projects.ts'

export interface ReleaseProjectsOptions {
  readonly deployment: Deployment
  readonly key: kms.IKey
  readonly edgeRegions: readonly string[]
}

export interface ReleaseProjects {
  readonly check: codebuild.IProject
  readonly test: codebuild.IProject
  readonly images: codebuild.IProject
  readonly templates: codebuild.IProject
  readonly sign: codebuild.IProject
  readonly edge: codebuild.IProject
  readonly publish: codebuild.IProject
  readonly zones: ReadonlyMap<string, ZoneProjects>
  readonly all: readonly codebuild.IProject[]
}

const release = 'node infra/src/delivery/release.ts'

/** Every build of the pipeline, each on a role of its own. */
export function createReleaseProjects(stack: HemisphereStack, { deployment, key, edgeRegions }: ReleaseProjectsOptions): ReleaseProjects {
  const { accounts, topology } = deployment
  const statesRole = `arn:aws:iam::${accounts.edge}:role/${regionStatesWriterRole}`
  const signing = createSigning(stack, { key, deployment })
  createOperatorRole(stack, { deployment, key, publishes: signing.publishes })
  const check = createBuildProject(stack, 'Check', {
    name: 'check',
    description: 'Types, lint, boundaries; the supergraph against the one before and against operations that clients run',
    key,
    commands: ['npm run check', `${release} check-operations schema/operations`],
    compute: codebuild.ComputeType.MEDIUM,
  })
  const test = createBuildProject(stack, 'Test', {
    name: 'test',
    description: 'All tests, on real PostgreSQL and Redis',
    key,
    commands: ['dnf install -y redis6', 'ln -sf "$(command -v redis6-server)" /usr/local/bin/redis-server', 'npm test'],
    compute: codebuild.ComputeType.LARGE,
    timeout: Duration.hours(2),
  })
  const images = createImagesProject(stack, { deployment, key })
  const templates = createBuildProject(stack, 'Templates', {
    name: 'templates',
    description: 'Synthesizes all stages and holds them to the rules of residency',
    key,
    commands: ['npm run infra:check'],
    compute: codebuild.ComputeType.MEDIUM,
  })
  const sign = createBuildProject(stack, 'Sign', {
    name: signProject,
    description: 'Signs the region map, builds the edge with it, synthesizes, and signs what is deployed',
    key,
    commands: [
      `${release} prepare-edge dist/order --settings ${signingNames.edgeSettings} --states-role "$STATES_ROLE"`,
      'if [ -f dist/order/states ]; then states="--states dist/order/states"; else states=""; fi',
      // The key goes from one program to the other and into no file.
      [
        `aws secretsmanager get-secret-value --secret-id ${signingNames.privateKey} --query SecretString --output text |`,
        `npm run -s edge:sign -- --domain ${deployment.domain} --user-pools dist/order/user-pools.json --companies dist/order/companies.json`,
        '--key /dev/stdin --out infra/dist/edge $states',
      ].join(' '),
      'rm -r dist/order',
      'EDGE_BUNDLE=infra/dist/edge node infra/src/main.ts',
      `${release} sign-assembly ${assemblyFolder} --key ${signingNames.privateKey}`,
    ],
    environment: { STATES_ROLE: statesRole },
    artifacts: ['**/*'],
    permissions: [signing.signs, mayAssume([statesRole])],
  })
  const edge = createBuildProject(stack, 'DeployEdge', {
    name: edgeProject,
    description: 'Deploys the edge',
    key,
    commands: [verifyCommand, `${release} deploy ${assemblyFolder} edge all --account "$EDGE_ACCOUNT"`],
    environment: { EDGE_ACCOUNT: accounts.edge },
    permissions: [mayAssume(bootstrapRoleArns(accounts.edge, edgeRegions)), signing.readsPublicKey],
    // A distribution may take half an hour to be everywhere.
    timeout: Duration.hours(2),
  })
  const publisherRole = `arn:aws:iam::${accounts.edge}:role/${webPublisherRole}`
  const publish = createBuildProject(stack, 'PublishWeb', {
    name: publishProject,
    description: 'Publishes the web application, and pages for errors of CloudFront itself',
    key,
    environment: { PUBLISHER_ROLE: publisherRole },
    commands: [
      'aws configure set profile.publisher.role_arn "$PUBLISHER_ROLE"',
      'aws configure set profile.publisher.credential_source EcsContainer',
      'export AWS_PROFILE=publisher',
      ...publishCommands({ deployment, bundle: 'infra/dist/edge', webFolder }).map(onlyWithWeb),
    ],
    permissions: [mayAssume([publisherRole])],
  })
  const zones = new Map(
    topology.zones.map((zone) => {
      const probeClients = new secretsmanager.Secret(stack, `ProbeClients-${zone.name}`, {
        secretName: `hemisphere/probe/${zone.name}`,
        description: `Clients that probe regions of zone ${zone.name}, by region; set by an operator`,
        encryptionKey: key,
        // No client: the watch then says that it looks at alarms alone.
        secretStringValue: SecretValue.unsafePlainText('{}'),
      })
      return [
        zone.name,
        createZoneProjects(stack, { deployment, zone, key, readsPublicKey: signing.readsPublicKey, probeClients }),
      ] as const
    }),
  )
  const ofZones = [...zones.values()].flatMap((projects) => [projects.deploy, projects.migrate, projects.watch, projects.originVerify])
  return {
    check,
    test,
    images,
    templates,
    sign,
    edge,
    publish,
    zones,
    all: [check, test, images, templates, sign, edge, publish, ...ofZones],
  }
}

const webFolder = 'web/dist'

/** A release without a web application publishes none, and says so. */
function onlyWithWeb(command: string): string {
  if (!command.includes(webFolder)) return command
  return `if [ -d ${webFolder} ]; then ${command}; else echo 'there is no ${webFolder} to publish'; fi`
}

function createImagesProject(
  stack: HemisphereStack,
  { deployment, key }: { readonly deployment: Deployment; readonly key: kms.IKey },
): codebuild.IProject {
  const { accounts, topology } = deployment
  const regions = topology.regions.map(({ name }) => name)
  const registry = `${accounts.delivery}.dkr.ecr.${stack.region}.amazonaws.com`
  const repositories = (region: string): string => `arn:aws:ecr:${region}:${accounts.delivery}:repository/${repositoryName('*')}`
  const exists = (region: string): string =>
    `aws ecr describe-images --region ${region} --repository-name "hemisphere/$name" --image-ids "imageTag=$HEMISPHERE_VERSION" >/dev/null 2>&1`
  return createBuildProject(stack, 'Images', {
    name: 'images',
    description: 'Builds and pushes the images, and waits until every region has them',
    key,
    privileged: true,
    compute: codebuild.ComputeType.MEDIUM,
    timeout: Duration.hours(1),
    environment: { REGISTRY: registry, IMAGES: imageNames.join(' '), REGIONS: regions.join(' ') },
    commands: [
      'npm run build',
      `aws ecr get-login-password --region ${stack.region} | docker login --username AWS --password-stdin "$REGISTRY"`,
      // A tag is never moved: what a run before has pushed is what is deployed.
      `for name in $IMAGES; do ${exists(stack.region)} || { docker build --platform linux/arm64 --provenance=false --file "containers/$name/Dockerfile" --tag "$REGISTRY/hemisphere/$name:$HEMISPHERE_VERSION" "dist/$name" && docker push "$REGISTRY/hemisphere/$name:$HEMISPHERE_VERSION"; } || exit 1; done`,
      `for region in $REGIONS; do for name in $IMAGES; do until ${exists('"$region"')}; do sleep 5; done; done; done`,
    ],
    whyAllResources:
      'ecr:GetAuthorizationToken has no resources ("Actions defined by Amazon Elastic Container Registry", service authorization reference).',
    permissions: [
      new iam.PolicyStatement({ sid: 'SignInToRegistry', actions: ['ecr:GetAuthorizationToken'], resources: ['*'] }),
      new iam.PolicyStatement({
        sid: 'PushImages',
        actions: [
          'ecr:BatchCheckLayerAvailability',
          'ecr:BatchGetImage',
          'ecr:CompleteLayerUpload',
          'ecr:GetDownloadUrlForLayer',
          'ecr:InitiateLayerUpload',
          'ecr:PutImage',
          'ecr:UploadLayerPart',
        ],
        resources: [repositories(stack.region)],
      }),
      new iam.PolicyStatement({ sid: 'SeeImages', actions: ['ecr:DescribeImages'], resources: regions.map(repositories) }),
    ],
  })
}
