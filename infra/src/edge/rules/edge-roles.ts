import { ruleOver, type Rule } from '../../checks/rule.ts'
import { at, listOf, spellOut } from '../../checks/world.ts'
import { edgeResources } from './distribution-parts.ts'

const services: ReadonlySet<unknown> = new Set(['lambda.amazonaws.com', 'edgelambda.amazonaws.com'])

export const edgeRoles: Rule = ruleOver(
  'edge-roles',
  "Roles of the edge are taken by the edge's function and by the pipeline's account, by nobody of a zone.",
  (world) => edgeResources(world, ['AWS::IAM::Role']),
  ({ properties, stack }, { deployment }) =>
    listOf(at(properties['AssumeRolePolicyDocument'], 'Statement')).flatMap((statement) => {
      const principal = at(statement, 'Principal')
      const accounts = listOf(at(principal, 'AWS')).map((one) => spellOut(one, stack))
      return [
        ...listOf(at(principal, 'Service'))
          .filter((service) => !services.has(service))
          .map((service) => `it is taken by ${String(service)}`),
        ...accounts
          .filter((account) => account.split(':')[4] !== deployment.accounts.delivery)
          .map((account) => `it is taken by ${account}`),
        ...(typeof principal === 'string' ? [`it is taken by ${principal}`] : []),
      ]
    }),
)
