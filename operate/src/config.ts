import { parseConfig, portVariable, serviceVariables, type Environment } from '@hemisphere/kit/config.ts'
import { z } from 'zod'

/** Where one region's member of a database is reached. */
export interface MemberAddress {
  readonly database: string
  readonly region: string
  readonly host: string
  readonly port: number
}

const { HEMISPHERE_REGION, HEMISPHERE_ZONE, SECRETS_ENDPOINT } = serviceVariables
const memberPattern = /^((?:home|directory)-[a-z\d-]+)@([a-z]{2}(?:-[a-z]+)+-\d)=([^:=\s]+):(\d{1,5})$/

const schema = z.object({
  HEMISPHERE_REGION,
  HEMISPHERE_ZONE,
  SECRETS_ENDPOINT,
  /** Members of the zone's databases, here and in its other regions: `name@region=host:port`, with spaces between them. */
  DATABASE_MEMBERS: z.string().transform((text, context): readonly MemberAddress[] =>
    text.split(' ').flatMap((entry) => {
      const [, database, region, host, portText] = memberPattern.exec(entry) ?? []
      const port = portVariable.safeParse(portText)
      if (database !== undefined && region !== undefined && host !== undefined && port.success)
        return [{ database, region, host, port: port.data }]
      context.addIssue({ code: 'custom', message: `got "${entry}", wanted a member such as home-eu-west-1@eu-west-1=host:5432` })
      return []
    }),
  ),
  /** Global Datastore of the zone's sessions. */
  SESSIONS_DATASTORE: z.string().min(1),
  /** The zone's user pool, where people are invited: in its first region alone. */
  USER_POOL_ID: z
    .string()
    .regex(/^[a-z]{2}(?:-[a-z]+)+-\d_[A-Za-z\d]+$/, 'wanted a user pool such as eu-west-1_Ab12Cd34E')
    .optional(),
  /** Of the order that waits in this region's secret. */
  ORDER_ID: z.string().min(1),
})

export type OperateConfig = Readonly<z.infer<typeof schema>>

/** The configuration of one run, or an error that names every faulty variable. */
export function readOperateConfig(environment: Environment): OperateConfig {
  return parseConfig(schema, environment)
}
