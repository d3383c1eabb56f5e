import { Validations } from 'aws-cdk-lib'
import { AwsSolutionsChecks } from 'cdk-nag'
import type { App } from 'aws-cdk-lib'

/** Has cdk-nag look at an app while it synthesizes. */
export function addNag(app: App): void {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app))
}
