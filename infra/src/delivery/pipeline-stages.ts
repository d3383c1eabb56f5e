import { regionsOf } from '@hemisphere/topology/topology.ts'
import type * as codebuild from 'aws-cdk-lib/aws-codebuild'
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline'
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions'
import type * as sns from 'aws-cdk-lib/aws-sns'
import type { Deployment } from '../deployment.ts'
import type { HemisphereStack } from '../hemisphere-stack.ts'
import { offeredRoles } from './delivery-names.ts'
import { accountOf } from '../deployment.ts'
import { bakeMinutes, createReleaseAlarm, releaseConditions } from './release-alarm.ts'
import type { ReleaseProjects } from './release-projects.ts'

export interface StagesOptions {
  readonly deployment: Deployment
  readonly projects: ReleaseProjects
  readonly topic: sns.ITopic
  readonly source: { readonly connectionArn: string; readonly owner: string; readonly repository: string; readonly branch: string }
}

interface Build {
  readonly actionName: string
  readonly project: codebuild.IProject
  readonly input: codepipeline.Artifact
  readonly output?: codepipeline.Artifact
  readonly runOrder?: number
  readonly variables?: Readonly<Record<string, string>>
}

/** The order of a release: source, check, test, build, sign; each zone's foundations and regions, one after the other; contract; edge. */
export function addStages(stack: HemisphereStack, pipeline: codepipeline.Pipeline, options: StagesOptions): void {
  const { deployment, projects, topic, source } = options
  const { zones } = deployment.topology
  const code = new codepipeline.Artifact('code')
  const signed = new codepipeline.Artifact('signed')
  const commit = new actions.CodeStarConnectionsSourceAction({
    actionName: 'source',
    connectionArn: source.connectionArn,
    owner: source.owner,
    repo: source.repository,
    branch: source.branch,
    output: code,
    // With its history: the supergraph is compared with the one before.
    codeBuildCloneOutput: true,
    variablesNamespace: 'source',
  })
  const build = ({ actionName, project, input, output, runOrder = 1, variables = {} }: Build): codepipeline.IAction =>
    new actions.CodeBuildAction({
      actionName,
      project,
      input,
      runOrder,
      ...(output === undefined ? {} : { outputs: [output] }),
      environmentVariables: Object.fromEntries(
        Object.entries({ HEMISPHERE_VERSION: commit.variables.commitId, ...variables }).map(([name, value]) => [name, { value }]),
      ),
    })
  const approval = (what: string): codepipeline.IAction =>
    new actions.ManualApprovalAction({ actionName: 'approve', notificationTopic: topic, additionalInformation: what, runOrder: 1 })
  const projectsOf = (zone: string) => {
    const own = projects.zones.get(zone)
    if (own === undefined) throw new Error(`zone ${zone} has no build projects`)
    return own
  }

  pipeline.addStage({ stageName: 'source', actions: [commit] })
  pipeline.addStage({ stageName: 'check', actions: [build({ actionName: 'check', project: projects.check, input: code })] })
  pipeline.addStage({ stageName: 'test', actions: [build({ actionName: 'test', project: projects.test, input: code })] })
  pipeline.addStage({
    stageName: 'build',
    actions: [
      build({ actionName: 'images', project: projects.images, input: code }),
      build({ actionName: 'templates', project: projects.templates, input: code }),
    ],
  })
  pipeline.addStage({ stageName: 'sign', actions: [build({ actionName: 'sign', project: projects.sign, input: code, output: signed })] })

  for (const [index, zone] of zones.entries()) {
    const { deploy, migrate, watch, originVerify } = projectsOf(zone.name)
    // A stage of its own: what is rolled back later asks nobody again.
    if (index > 0)
      pipeline.addStage({
        stageName: `${zone.name}-approval`,
        actions: [approval(`Zone ${zone.name} is next. The zones before it have the release and are well.`)],
      })
    pipeline.addStage({
      stageName: `${zone.name}-foundations`,
      actions: [
        build({ actionName: 'deploy', project: deploy, input: signed, variables: { PART: 'foundations' } }),
        build({ actionName: 'expand', project: migrate, input: signed, runOrder: 2, variables: { PHASE: 'expand' } }),
        build({
          actionName: 'origin-verify',
          project: originVerify,
          input: signed,
          runOrder: 3,
          variables: { HALF: 'offer' },
        }),
      ],
    })
    for (const { name: region } of regionsOf(deployment.topology, zone)) {
      const role = `arn:aws:iam::${accountOf(deployment, zone.name)}:role/${offeredRoles.watch(region)}`
      pipeline.addStage({
        stageName: region,
        actions: [
          build({ actionName: 'deploy', project: deploy, input: signed, variables: { PART: region } }),
          build({
            actionName: 'watch',
            project: watch,
            input: signed,
            runOrder: 2,
            variables: { WATCHED_REGION: region, ROLE: role, BAKE_MINUTES: String(bakeMinutes) },
          }),
        ],
        ...releaseConditions(region, createReleaseAlarm(stack, region)),
      })
    }
  }

  pipeline.addStage({
    stageName: 'contract',
    actions: [
      approval('Every region has the release. What only earlier ones used is taken away next: after this there is no way back to them.'),
      ...zones.map(({ name }) =>
        build({
          actionName: `contract-${name}`,
          project: projectsOf(name).migrate,
          input: signed,
          runOrder: 2,
          variables: { PHASE: 'contract' },
        }),
      ),
    ],
  })
  pipeline.addStage({
    stageName: 'edge',
    actions: [
      ...zones.map(({ name }) =>
        build({
          actionName: `origin-verify-${name}`,
          project: projectsOf(name).originVerify,
          input: signed,
          variables: { HALF: 'take' },
        }),
      ),
      build({ actionName: 'deploy', project: projects.edge, input: signed, runOrder: 2 }),
      build({ actionName: 'publish', project: projects.publish, input: signed, runOrder: 3 }),
    ],
    onFailure: { result: codepipeline.Result.ROLLBACK },
  })
}
