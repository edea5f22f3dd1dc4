import { stringify } from 'csv-stringify/sync'
import { parquetWriteBuffer } from 'hyparquet-writer'
import type { Query, Row } from '../database/Database.ts'
import type { Column } from '../database/tables.ts'
import { Problem } from './Problem.ts'
import { RESULT_LAST, RESULT_ORDERS, resultFilter } from './resultFilter.ts'

/** The rows of one file at most: it is made in memory. */
const MOST_ROWS = 100_000
const FORMATS = {
  csv: 'text/csv; charset=utf-8; header=present',
  ndjson: 'application/x-ndjson; charset=utf-8',
  parquet: 'application/vnd.apache.parquet',
} as const
export type ExportFormat = keyof typeof FORMATS

export interface ExportFile {
  readonly name: string
  readonly type: string
  readonly body: Uint8Array | string
}

export interface ExportParameters {
  readonly query: Query
  readonly parameters: URLSearchParams
  readonly format: ExportFormat
  /** The columns of results. */
  readonly columns: readonly Column[]
  readonly chainId: number
  readonly fromBlock: number
  readonly toBlock: number
  /** The newest block that is final, as the endpoint says; undefined where it does not. */
  readonly finalized: number | undefined
}

/** A file of all rows of a filter, with what it was read from in each row. */
export async function exportResults(parameters: ExportParameters): Promise<ExportFile> {
  const { query, format, chainId, fromBlock, toBlock, finalized } = parameters
  const filter = resultFilter(parameters.parameters)
  const order = filter.sort(RESULT_ORDERS, 'requested', RESULT_LAST)
  filter.page()
  filter.finish()
  const [{ count } = { count: 0 }] = await query<{ count: number }>(
    `select count(*) as count from results ${filter.where}`,
    filter.values,
  )
  if (count > MOST_ROWS)
    throw new Problem('TooManyRows', {
      status: 413,
      message: `${count} rows match, and a file holds at most ${MOST_ROWS}.`,
      remedy: 'Narrow the filter, such as by from and to, and save several files.',
    })
  const own = parameters.columns.filter(({ name }) => name !== 'now' && name !== 'posted_log')
  const columns: Pick<Column, 'name' | 'type'>[] = [
    ...own,
    { name: 'history_from_block', type: 'bigint' },
    { name: 'history_to_block', type: 'bigint' },
    { name: 'history_finalized_block', type: 'bigint' },
    { name: 'history_filter', type: 'text' },
  ]
  const left = new Set(filter.ignored.map(({ parameter, value }) => `${parameter}=${value}`))
  const asked = [...parameters.parameters].filter(([name, value]) => !left.has(`${name}=${value}`))
  const history = {
    history_from_block: fromBlock,
    history_to_block: toBlock,
    history_finalized_block: finalized ?? null,
    history_filter: new URLSearchParams(asked).toString(),
  }
  const names = own.map(({ name }) => name).join(', ')
  const found = await query(`select ${names} from results ${filter.where} ${order}`, filter.values)
  const rows = found.map((row) => ({ ...row, ...history }))
  return {
    name: `assay-results-chain-${chainId}-blocks-${fromBlock}-${toBlock}.${format}`,
    type: FORMATS[format],
    body: WRITERS[format](rows, columns),
  }
}

type Write = (rows: Row[], columns: readonly Pick<Column, 'name' | 'type'>[]) => Uint8Array | string

const WRITERS: Readonly<Record<ExportFormat, Write>> = {
  csv: (rows, columns) =>
    stringify(
      rows.map((row) => columns.map(({ name, type }) => cell(row[name], type))),
      { header: true, columns: columns.map(({ name }) => name), record_delimiter: '\r\n' },
    ),
  ndjson: (rows) => rows.map((row) => `${JSON.stringify(row)}\n`).join(''),
  parquet: (rows, columns) =>
    new Uint8Array(
      parquetWriteBuffer({
        columnData: columns.map(({ name, type }) => {
          const values = rows.map((row) => row[name] ?? null)
          if (type === 'bigint' || type === 'integer')
            return {
              name,
              type: 'INT64' as const,
              nullable: true,
              data: values.map((value) => (value === null ? null : BigInt(value as number))),
            }
          if (type === 'boolean')
            return { name, type: 'BOOLEAN' as const, nullable: true, data: values }
          const data = values.map((value) => cell(value, type))
          return { name, type: 'STRING' as const, nullable: true, data }
        }),
        kvMetadata: Object.entries(rows[0] ?? {})
          .filter(([name]) => name.startsWith('history_'))
          .map(([key, value]) => ({ key, value: value === null ? 'unknown' : String(value) })),
      }),
    ),
}

/** A value as text; lists as Postgres writes them. */
function cell(value: unknown, type: string): string | null {
  if (value === null || value === undefined) return null
  if (type === 'text[]') return `{${(value as string[]).join(',')}}`
  return String(value)
}
