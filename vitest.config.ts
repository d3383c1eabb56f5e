import { createRequire } from 'node:module'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

const serviceTests = ['*/test/**/*.test.ts', 'packages/*/test/**/*.test.ts', 'subgraphs/*/test/**/*.test.ts']

// Vite would take graphql's ESM build and the libraries its CommonJS one, as Node does everywhere: two copies refuse each other's types.
const alias = [{ find: /^graphql$/, replacement: createRequire(import.meta.url).resolve('graphql') }]

/** The scan of a world's logs comes when all other scenarios have left theirs. */
class LogsLast extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isScan = ({ moduleId }: TestSpecification): boolean => moduleId.endsWith('/local/test/logs.test.ts')
    return (await super.sort(files)).toSorted((one, other) => Number(isScan(one)) - Number(isScan(other)))
  }
}

/** Unit tests need nothing; service tests share one PostgreSQL cluster; scenarios go through the edge of a running world. */
export default defineConfig({
  test: {
    sequence: { sequencer: LogsLast },
    projects: [
      {
        resolve: { alias },
        test: {
          name: 'unit',
          include: ['*/src/**/*.test.ts', 'packages/*/src/**/*.test.ts', 'subgraphs/*/src/**/*.test.ts'],
          testTimeout: 30_000,
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'service',
          include: serviceTests,
          exclude: ['local/test/**', 'infra/test/**', '**/node_modules/**'],
          globalSetup: ['local/src/testing/programs-setup.ts', 'local/src/testing/postgres-setup.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'infra',
          include: ['infra/test/**/*.test.ts'],
          testTimeout: 30_000,
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'scenario',
          include: ['local/test/**/*.test.ts'],
          globalSetup: ['local/src/testing/programs-setup.ts', 'local/src/testing/world-setup.ts'],
          fileParallelism: false,
          // After all else: what fails over in time alone is late on a machine that is busy.
          sequence: { groupOrder: 2 },
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})
