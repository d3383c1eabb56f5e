import { Fn, Stack, Tags, type StackProps } from 'aws-cdk-lib'
import type { Construct } from 'constructs'

export interface HemisphereStackProps extends StackProps {
  readonly env: { readonly account: string; readonly region: string }
  /** What this stack is for, shown in the console. */
  readonly description: string
  /** Name of the zone whose data it may hold; undefined for the edge and the pipeline, which hold none. */
  readonly zone: string | undefined
}

/** Parent of every stack: it has a fixed name, an account and a region, is protected, and asks AWS nothing while it synthesizes. */
export class HemisphereStack extends Stack {
  readonly zone: string | undefined

  constructor(scope: Construct, id: string, { zone, ...props }: HemisphereStackProps) {
    super(scope, id, {
      ...props,
      stackName: `hemisphere-${id}`,
      terminationProtection: true,
      crossRegionReferences: zone !== undefined,
      analyticsReporting: false,
    })
    this.zone = zone
    Tags.of(this).add('hemisphere:zone', zone ?? 'none')
  }

  /** The first three, as the account has them when it is deployed. */
  override get availabilityZones(): string[] {
    return [0, 1, 2].map((index) => Fn.select(index, Fn.getAzs(this.region)))
  }
}
