import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { addValidations } from '@hemisphere/infra/validations.ts'
import { App, Stack } from 'aws-cdk-lib'
import * as logs from 'aws-cdk-lib/aws-logs'
import * as rds from 'aws-cdk-lib/aws-rds'
import * as s3 from 'aws-cdk-lib/aws-s3'
import { expect, onTestFinished, test } from 'vitest'

/** What the plugins say of a stack, as the CDK writes it down. */
async function reportOf(build: (stack: Stack) => void): Promise<string> {
  const outdir = await mkdtemp(join(tmpdir(), 'hemisphere-validations-'))
  onTestFinished(() => rm(outdir, { recursive: true }))
  const exitCode = process.exitCode
  onTestFinished(() => {
    process.exitCode = exitCode
  })
  const app = new App({ outdir, analyticsReporting: false })
  addValidations(app)
  build(new Stack(app, 'planted', { env: { account: '222222222222', region: 'eu-west-1' } }))
  try {
    app.synth()
  } catch {
    // Told by the report, too.
  }
  return readFile(join(outdir, 'validation-report.json'), 'utf8')
}

test('cdk-nag and our cfn-guard rules find what is planted', async () => {
  const report = await reportOf((stack) => {
    new s3.CfnBucket(stack, 'Open')
    new logs.CfnLogGroup(stack, 'Endless')
    new rds.CfnDBInstance(stack, 'Public', { dbInstanceClass: 'db.serverless', engine: 'aurora-postgresql', publiclyAccessible: true })
  })
  for (const rule of ['AwsSolutions-S1', 'AwsSolutions-S10', 'BUCKETS_ARE_CLOSED', 'LOGS_END', 'DATABASE_INSTANCES_ARE_NOT_PUBLIC'])
    expect(report).toContain(rule)
})
