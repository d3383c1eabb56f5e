import { createHash } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { openSecretStore } from '../secrets/secret-store.ts'
import { writeWhole } from '../world/file-text.ts'
import { stateFolderAt } from '../world/state-folder.ts'
import { lookEverywhere } from './look-everywhere.ts'
import { renderPage } from './render-page.ts'
import { makeReport, type ResidencyReport } from './report.ts'

export interface WriteReport {
  /** Of the running world. */
  readonly stateFolder: string
  readonly outFolder: string
  readonly now: () => number
  readonly tell: (what: string) => void
}

export interface WrittenReport {
  readonly report: ResidencyReport
  readonly htmlFile: string
  readonly jsonFile: string
}

const jsonName = 'residency-report.json'

/** Looks everywhere, judges, and writes page and data for their owner alone: they name every retailer. */
export async function writeReport({ stateFolder, outFolder, now, tell }: WriteReport): Promise<WrittenReport> {
  const state = stateFolderAt(stateFolder)
  const report = makeReport(await lookEverywhere({ state, secrets: await openSecretStore(state.secrets, now), now, tell }))
  await mkdir(outFolder, { recursive: true, mode: 0o700 })
  const json = `${JSON.stringify(report, null, 2)}\n`
  const jsonFile = join(outFolder, jsonName)
  const htmlFile = join(outFolder, 'residency-report.html')
  await writeWhole(jsonFile, json)
  await writeWhole(htmlFile, renderPage(report, { jsonName, jsonSha256: createHash('sha256').update(json).digest('hex') }))
  return { report, htmlFile, jsonFile }
}
