import { join } from 'node:path'
import { CfnOutput, Duration, RemovalPolicy } from 'aws-cdk-lib'
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront'
import * as iam from 'aws-cdk-lib/aws-iam'
import * as lambda from 'aws-cdk-lib/aws-lambda'
import { LogGroup } from 'aws-cdk-lib/aws-logs'
import { acknowledge } from '../acknowledge.ts'
import type { HemisphereStack } from '../hemisphere-stack.ts'
import { bundleFiles } from './edge-bundle.ts'
import { routerLogGroup, viewerRequestFunction } from './names.ts'

export interface EdgeFunctions {
  readonly viewerRequest: cloudfront.IFunction
  /** A numbered version: CloudFront takes neither `$LATEST` nor an alias. */
  readonly originRequest: lambda.IVersion
}

export interface EdgeFunctionsOptions {
  /** Folder of the signed bundle. */
  readonly bundle: string
  readonly deliveryAccount: string
}

export const regionStatesWriterRole = 'hemisphere-region-states-writer'

/** The pair that every request of the graph passes. */
export function createEdgeFunctions(stack: HemisphereStack, { bundle, deliveryAccount }: EdgeFunctionsOptions): EdgeFunctions {
  return {
    viewerRequest: createViewerRequest(stack, join(bundle, bundleFiles.viewerRequest), deliveryAccount),
    originRequest: createOriginRequest(stack, join(bundle, bundleFiles.originRequest)),
  }
}

/**
 * The store holds one key, `region-states`: states of the regions, signed, which reach every point of presence within seconds and so
 * take a region out. They are written while the edge runs and never from here: a deployment that put a value back would undo a failover.
 */
function createViewerRequest(stack: HemisphereStack, filePath: string, deliveryAccount: string): cloudfront.Function {
  const keyValueStore = new cloudfront.KeyValueStore(stack, 'RegionStates', {
    keyValueStoreName: 'hemisphere-region-states',
    comment: 'States of the regions, signed; written at runtime alone',
  })
  new iam.Role(stack, 'RegionStatesWriter', {
    roleName: regionStatesWriterRole,
    description: 'Publishes states of regions that are signed already',
    assumedBy: new iam.AccountPrincipal(deliveryAccount),
    inlinePolicies: {
      Put: new iam.PolicyDocument({
        statements: [
          new iam.PolicyStatement({
            actions: ['DescribeKeyValueStore', 'GetKey', 'PutKey'].map((action) => `cloudfront-keyvaluestore:${action}`),
            resources: [keyValueStore.keyValueStoreArn],
          }),
        ],
      }),
    },
  })
  new CfnOutput(stack, 'RegionStatesArn', { value: keyValueStore.keyValueStoreArn, description: 'Where states of the regions are put' })
  return new cloudfront.Function(stack, 'ViewerRequest', {
    functionName: viewerRequestFunction,
    comment: 'Drops headers that only the edge may set, and refuses what no client of ours sends',
    runtime: cloudfront.FunctionRuntime.JS_2_0,
    code: cloudfront.FunctionCode.fromFile({ filePath }),
    keyValueStore,
  })
}

/**
 * No environment, no network of ours, and the limits that hold for any trigger ("Restrictions on Lambda@Edge", CloudFront developer
 * guide). Each signed map makes another bundle and so another version; older ones stay, since CloudFront takes hours to let go of them.
 */
function createOriginRequest(stack: HemisphereStack, folder: string): lambda.Version {
  const role = createRole(stack)
  const router = new lambda.Function(stack, 'OriginRequest', {
    functionName: 'hemisphere-edge-router',
    description: "Sends each request to its tenant's home region",
    runtime: lambda.Runtime.NODEJS_24_X,
    architecture: lambda.Architecture.X86_64,
    handler: 'index.handler',
    code: lambda.Code.fromAsset(folder),
    memorySize: 128,
    timeout: Duration.seconds(5),
    role,
    logGroup: LogGroup.fromLogGroupName(stack, 'RouterLogs', routerLogGroup),
    loggingFormat: lambda.LoggingFormat.JSON,
    // Of each call the platform would else write three lines.
    systemLogLevelV2: lambda.SystemLogLevel.WARN,
    applicationLogLevelV2: lambda.ApplicationLogLevel.INFO,
    currentVersionOptions: { removalPolicy: RemovalPolicy.RETAIN },
  })
  return router.currentVersion
}

/** May write to the log groups that were made for it and to nothing else: it may not even make one, which would be kept for ever. */
function createRole(stack: HemisphereStack): iam.Role {
  const logs = `arn:${stack.partition}:logs:*:${stack.account}:log-group:${routerLogGroup}:*`
  const role = new iam.Role(stack, 'OriginRequestRole', {
    description: "The edge's function on origin-request",
    assumedBy: new iam.CompositePrincipal(
      new iam.ServicePrincipal('lambda.amazonaws.com'),
      new iam.ServicePrincipal('edgelambda.amazonaws.com'),
    ),
    inlinePolicies: {
      Logs: new iam.PolicyDocument({
        statements: [new iam.PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logs] })],
      }),
    },
  })
  acknowledge(
    role,
    `IAM5[Resource::arn:<AWS::Partition>:logs:*:${stack.account}:log-group:${routerLogGroup}:*]`,
    'One log group, in whichever region the function runs, and its streams.',
  )
  return role
}
