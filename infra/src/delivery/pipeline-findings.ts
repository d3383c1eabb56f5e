import { Validations, type CfnElement } from 'aws-cdk-lib'
import type * as codebuild from 'aws-cdk-lib/aws-codebuild'
import type { Bucket } from 'aws-cdk-lib/aws-s3'
import type { HemisphereStack } from '../hemisphere-stack.ts'

export interface PipelineFindings {
  readonly artifacts: Bucket
  readonly projects: readonly codebuild.IProject[]
  /** Regions that have images. */
  readonly regions: readonly string[]
}

/** What the rules of AwsSolutions find in the pipeline and is meant so, each with its reason. */
export function acknowledgePipelineFindings(stack: HemisphereStack, { artifacts, projects, regions }: PipelineFindings): void {
  const accept = (id: string, reason: string): void => Validations.of(stack).acknowledge({ id, reason })
  const wildcard = (what: string, reason: string): void => accept(`AwsSolutions-IAM5[${what}]`, reason)
  const logicalId = (element: unknown): string => stack.getLogicalId(element as CfnElement)

  for (const action of ['s3:GetObject*', 's3:GetBucket*', 's3:List*', 's3:Abort*', 's3:DeleteObject*'])
    wildcard(`Action::${action}`, 'Variants of one action, on the bucket of artifacts alone: as CodePipeline and its builds use it.')
  for (const action of ['kms:GenerateDataKey*', 'kms:ReEncrypt*'])
    wildcard(`Action::${action}`, 'Variants of one action, on the key of the pipeline alone.')
  wildcard(`Resource::<${logicalId(artifacts.node.defaultChild)}.Arn>/*`, 'Artifacts are named anew in each run.')
  for (const region of regions)
    wildcard(
      `Resource::arn:aws:ecr:${region}:${stack.account}:repository/hemisphere/*`,
      'The repositories of our own images, which this pipeline makes, and no other.',
    )
  for (const project of projects) {
    const group = `log-group:/aws/codebuild/<${logicalId(project.node.defaultChild)}>`
    wildcard(
      `Resource::arn:<AWS::Partition>:logs:${stack.region}:${stack.account}:${group}:*`,
      'Streams of the own log group of the project.',
    )
  }
  accept(
    'AwsSolutions-SMG4',
    'What an operator sets (a key whose public half is baked into the edge, settings, clients of the zones) and seeds of values that each release makes anew. None can be changed here alone; runbooks say how.',
  )
}
