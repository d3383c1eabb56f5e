import { join } from 'node:path'
import { CfnGuardValidator } from '@cdklabs/cdk-validator-cfnguard'
import { Validations, type App } from 'aws-cdk-lib'
import { AwsSolutionsChecks } from 'cdk-nag'

const rules = join(import.meta.dirname, '..', 'guard')

/** Has cdk-nag and our cfn-guard rules look at an app while it synthesizes; CloudFormation's own validation is there already. */
export function addValidations(app: App): void {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new CfnGuardValidator({ controlTowerRulesEnabled: false, rules: [rules] }))
}
