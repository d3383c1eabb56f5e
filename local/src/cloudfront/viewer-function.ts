import { readFile } from 'node:fs/promises'
import { createContext, Script } from 'node:vm'
import type { FunctionEvent } from '@hemisphere/edge-router/viewer-request/function-event.ts'
import type { KeyValueReader } from './key-value-store.ts'
import type { CloudFrontLimits } from './limits.ts'

/** What a CloudFront Function returned for an event, unchecked. */
export type ViewerFunction = (event: FunctionEvent) => Promise<unknown>

/** Globals of JavaScript runtime 2.0 ("JavaScript runtime 2.0 features", CloudFront developer guide): no network, no timers, no Map. */
const runtimeGlobals: ReadonlySet<string> = new Set(
  [
    'Object Function Array String Number Boolean Symbol Date RegExp Math JSON Promise',
    'Error EvalError RangeError ReferenceError SyntaxError TypeError URIError',
    'ArrayBuffer DataView Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array Float32Array Float64Array',
    'NaN Infinity undefined globalThis isFinite isNaN parseInt parseFloat decodeURI decodeURIComponent encodeURI encodeURIComponent',
  ].flatMap((line) => line.split(' ')),
)

const importLine = /^import ([A-Za-z_$][\w$]*) from ?["']cloudfront["'];/

/**
 * Loads a built CloudFront Function into a realm that has what the runtime has and nothing else, with `store` as its KeyValueStore.
 * Code above 10 KB, or without a handler, is thrown. Each call gets an event of its own and gives a copy of its result.
 */
export async function loadViewerFunction(
  file: string,
  store: KeyValueReader,
  { maxFunctionBytes }: CloudFrontLimits,
): Promise<ViewerFunction> {
  const code = await readFile(file)
  if (code.length > maxFunctionBytes)
    throw new Error(`the function ${file} has ${code.length} bytes, at most ${maxFunctionBytes} are allowed`)
  const text = code.toString('utf8')
  // The one module that there is; scripts of node:vm know no imports.
  const moduleName = importLine.exec(text)?.[1] ?? 'cloudFront'
  const realm = createContext({}, { codeGeneration: { strings: false, wasm: false } })
  new Script(`for (const name of Object.getOwnPropertyNames(globalThis)) if (!${JSON.stringify([...runtimeGlobals])}.includes(name)) delete globalThis[name]
    globalThis.console = Object.freeze({ log() {}, error() {} })`).runInContext(realm)
  const wrapped = new Script(
    `(${moduleName}) => { 'use strict'; ${text.replace(importLine, '')}
    return async (event) => JSON.stringify(await handler(JSON.parse(event))) }`,
    { filename: file },
  )
  // A script that was just put together has no types.
  const connect = wrapped.runInContext(realm) as (module: object) => (event: string) => Promise<string | undefined>
  const call = connect({ kvs: () => ({ get: (key: string) => store.get(key), exists: (key: string) => store.exists(key) }) })
  return async (event) => {
    const result = await call(JSON.stringify(event))
    return result === undefined ? undefined : JSON.parse(result)
  }
}
