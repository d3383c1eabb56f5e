import { rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { buildBundles } from './build-bundles.ts'
import { bundleNames } from './service-bundles.ts'
import { takeService } from './take-service.ts'

/** `npm run build`: everything that the images hold, in `dist/` by name. */
const dist = fileURLToPath(new URL('../../dist/', import.meta.url))
const bundles = await buildBundles(`${dist}bundles`)
for (const name of bundleNames) {
  const { outputs } = await takeService(bundles, name, `${dist}${name}`)
  const bytes = Object.values(outputs).reduce((sum, output) => sum + output.bytes, 0)
  process.stdout.write(`dist/${name}: ${(bytes / 1_048_576).toFixed(1)} MiB\n`)
}
await rm(bundles.folder, { recursive: true })
