import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/**
 * A program that npm can't bring: found on PATH, else installed with apt-get where this process is root on Debian or
 * Ubuntu, else asked for in one line.
 */
export async function requireProgram(program: string, debianPackage: string): Promise<void> {
  if (await isOnPath(program)) return
  if (process.getuid?.() === 0 && (await isOnPath('apt-get'))) {
    process.stderr.write(`installing ${debianPackage} with apt-get, since ${program} is not on PATH\n`)
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    await run('apt-get', ['update', '-q'], { env, maxBuffer: 16 * 1024 * 1024 })
    await run('apt-get', ['install', '-y', '-q', '--no-install-recommends', debianPackage], { env, maxBuffer: 16 * 1024 * 1024 })
    if (await isOnPath(program)) return
  }
  throw new Error(`the tests need ${program}: install it, for example with "sudo apt-get install ${debianPackage}", and run them again`)
}

async function isOnPath(program: string): Promise<boolean> {
  return run('/bin/sh', ['-c', 'command -v "$1"', 'sh', program]).then(
    () => true,
    () => false,
  )
}
