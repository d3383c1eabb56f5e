import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmod, copyFile, cp, link, lstat, mkdir, readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { BundleName } from '../src/service-bundles.ts'
import { readDockerfile, type Dockerfile } from './dockerfile.ts'

/** The files of an image as a folder, root's and without write permission for anybody. */
export interface ImageTree {
  readonly name: BundleName
  readonly root: string
  readonly image: Dockerfile
}

/** Lays out what the base image and the Dockerfile's COPY bring: Node.js at its place, and `context` in the working directory. */
export async function assembleImage(name: BundleName, context: string, root: string): Promise<ImageTree> {
  const image = readDockerfile(await readFile(new URL(`../${name}/Dockerfile`, import.meta.url), 'utf8'))
  const node = join(root, '/nodejs/bin/node')
  await mkdir(dirname(node), { recursive: true })
  // A second name of the file is enough, where the file system has it.
  await link(process.execPath, node).catch(() => copyFile(process.execPath, node))
  await cp(context, join(root, image.workdir), { recursive: true })
  await forbidWrites(root)
  return { name, root, image }
}

async function forbidWrites(path: string): Promise<void> {
  const isFolder = (await lstat(path)).isDirectory()
  if (isFolder) for (const entry of await readdir(path)) await forbidWrites(join(path, entry))
  if (isFolder) await chmod(path, 0o555)
  else if (!path.endsWith('/nodejs/bin/node')) await chmod(path, 0o444)
}

export interface RunOptions {
  /** Variables of the task beside the image's own. */
  readonly variables?: Readonly<Record<string, string>>
  /** Words to run in place of the entry point. */
  readonly command?: readonly string[]
}

/**
 * Runs an image's entry point: with its own and the task's variables and nothing else, as its user where this process may become
 * another, and under Node's permission model, by which it reads nothing but its own files, writes none, starts no process and loads
 * nothing native.
 */
export function runImage({ root, image }: ImageTree, { variables = {}, command = image.entrypoint }: RunOptions = {}): ChildProcess {
  const [program = '', ...words] = command
  const [uid, gid] = image.user.split(':').map(Number)
  const inRoot = (value: string): string => (`${value}/`.startsWith(`${image.workdir}/`) ? join(root, value) : value)
  const own = Object.fromEntries(Object.entries(image.environment).map(([name, value]) => [name, inRoot(value)]))
  return spawn(join(root, program), ['--permission', `--allow-fs-read=${root}`, ...words], {
    cwd: join(root, image.workdir),
    env: { ...own, ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(process.getuid?.() === 0 && uid !== undefined && gid !== undefined ? { uid, gid } : {}),
  })
}

export interface EndedRun {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** What a run has said when it has ended by itself. */
export async function untilEnded(child: ChildProcess): Promise<EndedRun> {
  if (child.stdout === null || child.stderr === null) throw new Error('the run has no output')
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { code: child.exitCode, stdout, stderr }
}
