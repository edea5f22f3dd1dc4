import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parquetReadObjects } from 'hyparquet'
import type { Query, Row } from '../database/Database.ts'
import { type ExportFormat, exportResults } from './exportResults.ts'

const COLUMNS = [
  { name: 'id', type: 'text' },
  { name: 'model_name', type: 'text' },
  { name: 'workers', type: 'text[]' },
  { name: 'offered', type: 'numeric' },
  { name: 'answered_at', type: 'bigint' },
  { name: 'refuted', type: 'boolean' },
  { name: 'now', type: 'bigint' },
].map((column) => ({ ...column, meaning: undefined }))

const HOSTILE = '=cmd()|"<script>alert(1)</script>",\r\n\'; drop table jobs'
const ROWS: Row[] = [
  {
    ...{ id: '0x01', model_name: HOSTILE, workers: ['0xa', '0xb'], offered: `${10n ** 40n}` },
    ...{ answered_at: 1_790_000_000, refuted: true },
  },
  {
    ...{ id: '0x02', model_name: null, workers: [], offered: '0' },
    ...{ answered_at: null, refuted: false },
  },
]

const query = (rows: Row[], count = rows.length): Query =>
  (async (text: string) =>
    text.startsWith('select count') ? [{ count }] : structuredClone(rows)) as Query

const write = (format: ExportFormat, given = query(ROWS), asked = 'state=accepted,foo') =>
  exportResults({
    query: given,
    parameters: new URLSearchParams(asked),
    format,
    columns: COLUMNS,
    chainId: 31337,
    fromBlock: 3,
    toBlock: 1204,
    finalized: 1140,
  })

const HISTORY = {
  history_from_block: 3,
  history_to_block: 1204,
  history_finalized_block: 1140,
  history_filter: 'state=accepted%2Cfoo',
}

test('NDJSON holds every row with the block range, the finality and the filter that it was read with', async () => {
  const { body, name } = await write('ndjson')
  const lines = String(body).trimEnd().split('\n')
  assert.deepEqual(
    lines.map((line) => JSON.parse(line)),
    ROWS.map((row) => ({ ...row, ...HISTORY })),
  )
  assert.equal(name, 'assay-results-chain-31337-blocks-3-1204.ndjson')
})

test('another reader finds the same rows in the Parquet file', async () => {
  const { body } = await write('parquet')
  const bytes = body as Uint8Array
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer
  const found = await parquetReadObjects({ file })
  assert.deepEqual(
    found.map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([name, value]) => [
          name,
          typeof value === 'bigint' ? Number(value) : value,
        ]),
      ),
    ),
    ROWS.map((row) => ({
      ...row,
      workers: `{${(row.workers as string[]).join(',')}}`,
      ...HISTORY,
    })),
  )
})

test('a file without rows still has its columns', async () => {
  const { body } = await write('csv', query([]))
  assert.equal(
    body,
    'id,model_name,workers,offered,answered_at,refuted,history_from_block,history_to_block,history_finalized_block,history_filter\r\n',
  )
  const bytes = (await write('parquet', query([]))).body as Uint8Array
  assert.ok(bytes.length > 0)
})

test('CSV quotes what would break its rows, and leaves unknown values empty', async () => {
  const { body } = await write('csv')
  const [, first] = String(body).split(/\r\n(?=0x)/)
  assert.ok(first?.startsWith(`0x01,"${HOSTILE.replaceAll('"', '""')}","{0xa,0xb}",1000000`), first)
  assert.match(String(body), /\r\n0x02,,\{\},0,,false,3,1204,1140,/)
})

test('more rows than a file holds are refused with their number', async () => {
  await assert.rejects(write('csv', query([], 100_001)), (error: Error & { status?: number }) => {
    assert.match(error.message, /^100001 rows match/)
    return error.status === 413
  })
})
