import { fileURLToPath } from 'node:url'
import { buildService } from './build-service.ts'
import { bundleNames } from './service-bundles.ts'

/** `npm run build`: everything that the images hold, in `dist/` by name. */
const dist = fileURLToPath(new URL('../../dist/', import.meta.url))
for (const name of bundleNames) {
  const { metafile } = await buildService(name, `${dist}${name}`)
  const bytes = Object.values(metafile.outputs).reduce((sum, output) => sum + output.bytes, 0)
  process.stdout.write(`dist/${name}: ${(bytes / 1_048_576).toFixed(1)} MiB\n`)
}
