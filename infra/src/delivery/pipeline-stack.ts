import { Aws } from 'aws-cdk-lib'
import type * as codebuild from 'aws-cdk-lib/aws-codebuild'
import * as codeconnections from 'aws-cdk-lib/aws-codeconnections'
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline'
import * as iam from 'aws-cdk-lib/aws-iam'
import * as kms from 'aws-cdk-lib/aws-kms'
import * as sns from 'aws-cdk-lib/aws-sns'
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions'
import * as cxapi from 'aws-cdk-lib/cx-api'
import type { Construct } from 'constructs'
import { sharedBudgetUsd } from '../cost/estimate.ts'
import type { Deployment } from '../deployment.ts'
import { HemisphereStack } from '../hemisphere-stack.ts'
import { createBudget } from '../operations/budget.ts'
import { createArtifactBucket } from './artifact-bucket.ts'
import { deliveryRegion } from './delivery-names.ts'
import { replicateImages } from './images-stack.ts'
import { acknowledgePipelineFindings } from './pipeline-findings.ts'
import { addStages } from './pipeline-stages.ts'
import { deliveryAlarmName } from './release-alarm.ts'
import { createReleaseProjects } from './release-projects.ts'

export interface PipelineStackProps {
  readonly deployment: Deployment
  /** Regions in which the edge's account has stacks. */
  readonly edgeRegions: readonly string[]
}

/** Brings a commit to every region: checked, built and signed once, then zone by zone, region by region, the edge last. */
export class PipelineStack extends HemisphereStack {
  readonly pipeline: codepipeline.Pipeline
  readonly projects: readonly codebuild.IProject[]

  constructor(scope: Construct, id: string, { deployment, edgeRegions }: PipelineStackProps) {
    super(scope, id, {
      env: { account: deployment.accounts.delivery, region: deliveryRegion(deployment) },
      description: 'Hemisphere: the pipeline',
      zone: undefined,
    })
    // Access logs are let into their bucket by its policy: it takes no access control lists.
    this.node.setContext(cxapi.S3_SERVER_ACCESS_LOGS_USE_BUCKET_POLICY, true)
    const key = new kms.Key(this, 'Key', {
      alias: 'alias/hemisphere-delivery',
      description: 'Artifacts, logs and secrets of the pipeline',
      enableKeyRotation: true,
    })
    this.letServicesUse(key)
    const topic = new sns.Topic(this, 'Topic', { topicName: 'hemisphere-delivery', masterKey: key, enforceSSL: true })
    topic.addSubscription(new EmailSubscription(deployment.operatorEmail))
    const connection = new codeconnections.CfnConnection(this, 'Connection', { connectionName: 'hemisphere', providerType: 'GitHub' })
    const { owner, repository, branch } = deployment.source
    const artifacts = createArtifactBucket(this, key)
    this.pipeline = new codepipeline.Pipeline(this, 'Pipeline', {
      pipelineName: 'hemisphere',
      pipelineType: codepipeline.PipelineType.V2,
      // One release at a time; the one that waits is replaced by a newer one.
      executionMode: codepipeline.ExecutionMode.SUPERSEDED,
      artifactBucket: artifacts,
      usePipelineRoleForActions: true,
      // Who changes the pipeline decides when it runs.
      restartExecutionOnUpdate: false,
    })
    replicateImages(this, deployment)
    const projects = createReleaseProjects(this, { deployment, key, edgeRegions })
    this.projects = projects.all
    addStages(this, this.pipeline, {
      deployment,
      projects,
      topic,
      source: { connectionArn: connection.attrConnectionArn, owner, repository, branch },
    })
    this.pipeline.notifyOn('Failures', topic, {
      notificationRuleName: 'hemisphere-delivery',
      events: [
        codepipeline.PipelineNotificationEvents.PIPELINE_EXECUTION_FAILED,
        codepipeline.PipelineNotificationEvents.MANUAL_APPROVAL_NEEDED,
      ],
    })
    this.pipeline.addToRolePolicy(
      new iam.PolicyStatement({
        sid: 'LookAtReleaseAlarms',
        actions: ['cloudwatch:DescribeAlarms'],
        resources: deployment.topology.regions.map(
          ({ name }) => `arn:aws:cloudwatch:${this.region}:${this.account}:alarm:${deliveryAlarmName(name)}`,
        ),
      }),
    )
    createBudget(this, { name: 'delivery', monthlyUsd: sharedBudgetUsd('delivery', deployment), email: deployment.operatorEmail })
    const regions = deployment.topology.regions.map(({ name }) => name)
    acknowledgePipelineFindings(this, { artifacts, projects: this.projects, regions })
  }

  private letServicesUse(key: kms.Key): void {
    key.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: 'Logs',
        principals: [new iam.ServicePrincipal(`logs.${this.region}.amazonaws.com`)],
        actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
        resources: ['*'],
        conditions: {
          ArnLike: {
            'kms:EncryptionContext:aws:logs:arn': `arn:${Aws.PARTITION}:logs:${this.region}:${this.account}:log-group:/hemisphere/delivery/*`,
          },
        },
      }),
    )
    key.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: 'Notifications',
        principals: [new iam.ServicePrincipal('codestar-notifications.amazonaws.com')],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        resources: ['*'],
        conditions: { StringEquals: { 'kms:ViaService': `sns.${this.region}.amazonaws.com`, 'aws:SourceAccount': this.account } },
      }),
    )
  }
}
