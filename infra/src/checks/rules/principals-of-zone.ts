import { ruleOver, type Rule } from '../rule.ts'
import { at, listOf, spellOut, type Found, type StackTemplate, type World } from '../world.ts'

/** A resource policy, or whom a role trusts. */
const policyProperties = ['AssumeRolePolicyDocument', 'KeyPolicy', 'PolicyDocument', 'ResourcePolicy', 'Policy'] as const

/** Only this says that a caller of any name has to be of one's own account or organization, or come from one of its resources. */
const narrowing = /"(?:aws:PrincipalAccount|aws:PrincipalOrgID|aws:SourceAccount|aws:SourceArn|AWS:SourceArn)"/

export const principalsOfZone: Rule = ruleOver(
  'principals-of-zone',
  "Nobody but a zone's own account, the pipeline's and services of AWS is let in by a policy of a zone.",
  (world) => withStatements(world).filter(({ stack }) => stack.zone !== undefined),
  (found, world) => statementsOf(found).flatMap((statement) => faultsOf(statement, found.stack, world)),
)

export function withStatements(world: World): readonly Found[] {
  return world.stacks
    .flatMap((stack) =>
      Object.entries(stack.template.Resources).map(([id, { Type, Properties = {} }]) => ({
        stack,
        id,
        type: Type,
        properties: Properties,
      })),
    )
    .filter((found) => statementsOf(found).length > 0)
}

export function statementsOf({ properties }: Found): readonly unknown[] {
  const documents = [
    ...policyProperties.map((name) => properties[name]),
    ...listOf(properties['Policies']).map((policy) => at(policy, 'PolicyDocument')),
  ]
  return documents.flatMap((document) => listOf(at(document, 'Statement')))
}

function faultsOf(statement: unknown, stack: StackTemplate, { deployment }: World): readonly string[] {
  if (at(statement, 'Effect') !== 'Allow') return []
  const principal = at(statement, 'Principal')
  const named = principal === '*' ? ['*'] : listOf(at(principal, 'AWS')).map((one) => spellOut(one, stack))
  return named.flatMap((name) => {
    if (name === '*') {
      if (isImageLayers(statement)) return []
      return narrowing.test(JSON.stringify(at(statement, 'Condition') ?? {}))
        ? []
        : ['it lets in anybody, without a condition on their account']
    }
    // A role or a user of the same template is of the same account.
    if (name.startsWith('{')) return []
    const account = /^\d{12}$/.test(name) ? name : name.split(':')[4]
    return account === stack.account || account === deployment.accounts.delivery
      ? []
      : [`it lets in ${name}, which is neither of zone ${stack.zone} nor the pipeline`]
  })
}

/** What an endpoint lets anybody read in AWS's own bucket of image layers: ECR signs for it as somebody of its own. */
function isImageLayers(statement: unknown): boolean {
  const resources = listOf(at(statement, 'Resource')).map(String)
  return resources.length > 0 && resources.every((resource) => /^arn:aws:s3:::prod-[a-z\d-]+-starport-layer-bucket\/\*$/.test(resource))
}
