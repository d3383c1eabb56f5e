import { importCatalog } from '@hemisphere/catalog/import/import-catalog.ts'
import { importInventory } from '@hemisphere/store/import/import-inventory.ts'
import { importSales } from '@hemisphere/store/import/import-sales.ts'
import { importStores } from '@hemisphere/store/import/import-stores.ts'
import type pg from 'pg'
import { RowFault } from './cell.ts'
import { mapColumns, type FieldReader } from './column-mapping.ts'
import type { ImportKind } from './fields.ts'
import { parseCatalogRow } from './parse-catalog-row.ts'
import { parseInventoryRow } from './parse-inventory-row.ts'
import { parseSalesRow } from './parse-sales-row.ts'
import { parseStoreRow } from './parse-store-row.ts'
import { readHeader, readRecords } from './read-csv.ts'
import { maxRejects, writeRejectFile, type Reject } from './reject-file.ts'
import { readStoreCurrencies } from './store-currencies.ts'

export interface ImportOptions {
  readonly kind: ImportKind
  readonly file: string
  readonly tenantId: string
  /** On the service role of the subgraph that owns the kind. */
  readonly pool: pg.Pool
  readonly map: ReadonlyMap<string, string>
  readonly set: ReadonlyMap<string, string>
  readonly rejectFile: string
  readonly onProgress: (readCount: number) => void
}

export interface ImportSummary {
  readonly storedCount: number
  readonly rejectCount: number
  readonly unusedColumns: readonly string[]
}

type Numbered<Row> = Row & { readonly row: number }

/**
 * Imports one file in one transaction: good rows are stored and bad ones go to the reject file; when the file can't be
 * read to its end, or too many rows are at fault, nothing is stored.
 */
export async function runImport(options: ImportOptions): Promise<ImportSummary> {
  const { kind, file, tenantId, pool, map, set, rejectFile, onProgress } = options
  const { header, delimiter } = await readHeader(file)
  const { read, unused } = mapColumns({ kind, header, map, set })
  const target = { pool, tenantId }
  const rejects: Reject[] = []

  async function* rows<Row extends object>(parse: (record: readonly string[], read: FieldReader) => Row): AsyncGenerator<Numbered<Row>> {
    for await (const { row, cells } of readRecords(file, delimiter)) {
      const parsed = parseOrReject(row, cells, parse)
      if (parsed !== undefined) yield { ...parsed, row }
    }
  }

  function parseOrReject<Row>(
    row: number,
    cells: readonly string[],
    parse: (record: readonly string[], read: FieldReader) => Row,
  ): Row | undefined {
    try {
      if (cells.length !== header.length) throw new RowFault(`the row has ${cells.length} cells, the header has ${header.length}`)
      return parse(cells, read)
    } catch (error) {
      if (!(error instanceof RowFault)) throw error
      rejects.push({ row, reason: error.message })
      if (rejects.length > maxRejects)
        throw new Error(
          `more than ${maxRejects} rows are at fault, nothing is stored; the first: row ${rejects[0]?.row}, ${rejects[0]?.reason}`,
          { cause: error },
        )
      return undefined
    }
  }

  async function load(): Promise<{ readonly storedCount: number; readonly rejects: readonly Reject[] }> {
    switch (kind) {
      case 'catalog':
        return importCatalog(target, rows(parseCatalogRow), onProgress)
      case 'stores':
        return importStores(target, rows(parseStoreRow), onProgress)
      case 'inventory':
        return importInventory(target, rows(parseInventoryRow), onProgress)
      case 'sales': {
        const currencies = await readStoreCurrencies(pool, tenantId)
        return importSales(
          target,
          rows((record, reader) => parseSalesRow(record, reader, (store) => currencies.get(store))),
          onProgress,
        )
      }
    }
  }

  const loaded = await load()
  rejects.push(...loaded.rejects)
  if (rejects.length > 0) await writeRejectFile({ source: file, delimiter, header, rejects, target: rejectFile })
  return { storedCount: loaded.storedCount, rejectCount: rejects.length, unusedColumns: unused }
}
