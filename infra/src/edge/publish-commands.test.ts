import { expect, test } from 'vitest'
import { exampleDeployment } from '../testing/example-deployment.ts'
import { publishCommands } from './publish-commands.ts'

test('every copy is given the error pages, then files with hashes, then what names them', () => {
  const commands = publishCommands({ deployment: exampleDeployment, bundle: 'edge', webFolder: 'web/dist' })
  expect(commands.map((command) => command.replace('aws s3 cp --region ', '').replace(' --recursive --no-progress', ''))).toEqual([
    "eu-west-1 'edge/errors' s3://hemisphere-web-eu-111111111111/errors --content-type 'application/graphql-response+json; charset=utf-8' --cache-control no-store",
    "eu-west-1 'web/dist/assets' s3://hemisphere-web-eu-111111111111/assets --cache-control 'public, max-age=31536000, immutable'",
    "eu-west-1 'web/dist' s3://hemisphere-web-eu-111111111111 --exclude 'assets/*'",
    "us-east-1 'edge/errors' s3://hemisphere-web-us-111111111111/errors --content-type 'application/graphql-response+json; charset=utf-8' --cache-control no-store",
    "us-east-1 'web/dist/assets' s3://hemisphere-web-us-111111111111/assets --cache-control 'public, max-age=31536000, immutable'",
    "us-east-1 'web/dist' s3://hemisphere-web-us-111111111111 --exclude 'assets/*'",
  ])
})
