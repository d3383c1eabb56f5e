import { cruise } from 'dependency-cruiser'
import config from '../.dependency-cruiser.json' with { type: 'json' }

/** Holds the boundaries between packages; a run that looked at nothing is a fault, not a success. */
const folders = [
  'packages',
  'schema',
  'gateway',
  'subgraphs',
  'edge-router',
  'identity',
  'operations',
  'operate',
  'infra',
  'local',
  'bench',
]
const { output } = await cruise(folders, {
  ruleSet: config,
  validate: true,
  exclude: { path: 'node_modules|dist' },
  tsPreCompilationDeps: true,
  doNotFollow: { path: 'node_modules' },
  parser: 'tsc',
})
if (typeof output === 'string') throw new Error('dependency-cruiser answered with text, wanted a result')
const { violations, totalCruised } = output.summary
for (const { rule, from, to } of violations) console.error(`${rule.severity} ${rule.name}: ${from} → ${to}`)
if (totalCruised === 0) throw new Error('dependency-cruiser looked at no module')
console.log(`boundaries: ${totalCruised} modules, ${violations.length} violations`)
if (violations.some(({ rule }) => rule.severity === 'error')) process.exitCode = 1
