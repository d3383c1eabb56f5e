import { migrate } from './migrate.ts'
import { faultText } from './fault-text.ts'

/** Migrates one database and ends; exit code 1 with a message when that failed. */
try {
  await migrate({ environment: process.env, print: (line) => void process.stdout.write(`${line}\n`) })
} catch (error) {
  process.stderr.write(`the migration failed: ${faultText(error)}\n`)
  process.exitCode = 1
}
