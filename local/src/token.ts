import { Command } from 'commander'
import { obtainToken, TokenRefused, type TokenRequest } from './issuer/token-command.ts'

// The endpoint stands in for AWS's and takes any credentials, but the SDK does not send a request without.
process.env['AWS_ACCESS_KEY_ID'] ??= 'local'
process.env['AWS_SECRET_ACCESS_KEY'] ??= 'local'

interface Options {
  readonly client?: string
  readonly edge: string
  readonly secrets: string
}

const command = new Command('token')
  .description('Prints an access token of the running world: of a demo user, or of a client with its own credentials.')
  .argument('[email]', 'address of a demo user, such as planner@nordhem.example')
  .option('--client <name>', 'name of a client, such as partner@nordhem')
  .option('--edge <url>', 'address of the edge', 'http://localhost:4000')
  .option('--secrets <url>', 'address of the secrets endpoint', 'http://127.0.0.1:4001')
  .action(async (email: string | undefined, { client, edge, secrets }: Options) => {
    const subject = subjectOf(email, client)
    if (subject === undefined) return command.error('wanted either the address of a user or --client with a name')
    try {
      console.log(await obtainToken({ subject, edgeUrl: edge, secretsUrl: secrets }))
    } catch (error) {
      if (!(error instanceof TokenRefused)) throw error
      command.error(error.message)
    }
  })

function subjectOf(email: string | undefined, client: string | undefined): TokenRequest['subject'] | undefined {
  if (email !== undefined && client === undefined) return { kind: 'person', email }
  if (client !== undefined && email === undefined) return { kind: 'client', name: client }
  return undefined
}

await command.parseAsync()
