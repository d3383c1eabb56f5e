import { faultText } from '@hemisphere/migrations/fault-text.ts'
import { operate } from './operate.ts'

/** Carries out one order and ends; exit code 1 with a message when that failed. */
try {
  await operate({ environment: process.env, print: (line) => void process.stdout.write(`${line}\n`) })
} catch (error) {
  process.stderr.write(`the order failed: ${faultText(error)}\n`)
  process.exitCode = 1
}
// A server that has been asked and is left without an answer, such as one of a region that is lost, would keep the process for minutes.
process.exit()
