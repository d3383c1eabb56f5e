import type { Stack } from 'aws-cdk-lib'
import * as ecr from 'aws-cdk-lib/aws-ecr'
import * as ecs from 'aws-cdk-lib/aws-ecs'

export interface ImageSource {
  /** Account of the pipeline, whose registry has the images, replicated into every region. */
  readonly registryAccount: string
  /** Tag of the images: the commit that they were built from. */
  readonly version: string
}

/** The image of a service, from the registry's copy in the stack's own region. */
export function imageOf(stack: Stack, service: string, { registryAccount, version }: ImageSource): ecs.ContainerImage {
  const repositoryName = `hemisphere/${service}`
  const repository = ecr.Repository.fromRepositoryAttributes(stack, `Images-${service}`, {
    repositoryName,
    repositoryArn: `arn:${stack.partition}:ecr:${stack.region}:${registryAccount}:repository/${repositoryName}`,
  })
  return ecs.ContainerImage.fromEcrRepository(repository, version)
}
