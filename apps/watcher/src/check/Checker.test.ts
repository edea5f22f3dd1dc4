import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, test } from 'node:test'
import {
  byteLength,
  evaluate,
  type LoadedProgram,
  outputRoot,
  readProgram,
  tensorRoot,
  writeProgram,
} from '@assay/program'
import { sampleProgram } from '@assay/program/testing'
import type { Input } from '@assay/protocol'
import { exampleRequest } from '@assay/protocol/testing'
import { createFetcher, createLog, migrate, SERVICE_TABLES } from '@assay/service'
import { bytesToHex, type Hex, numberToHex, zeroAddress } from 'viem'
import { ClaimJournal } from '../journal/ClaimJournal.ts'
import { WATCHER_TABLES } from '../journal/journalTables.ts'
import { createWatcherMetrics } from '../observe/createWatcherMetrics.ts'
import { ProgramLibrary } from '../programs/ProgramLibrary.ts'
import { Checker, type Obstacle } from './Checker.ts'

const folder = mkdtempSync(join(tmpdir(), 'assay-checker-'))
after(() => rmSync(folder, { recursive: true, force: true }))

const NOW = 1_000
const hash = (number: number): Hex => numberToHex(number, { size: 32 })
const log = createLog({ level: 'silent', format: 'json' })

const file = join(folder, 'program.assay')
const bytes = await writeProgram(sampleProgram())
writeFileSync(file, bytes)
const loaded: LoadedProgram = await readProgram(bytes)
const { program } = loaded
const input = new Uint8Array(byteLength(program.input)).map((_, index) => (index * 31) % 256)
const lengths = program.outputs.map((step) => byteLength(program.steps[step]!.output))
const rightRoot = await outputRoot(evaluate(program, input), lengths)

/** One result about which the journal knows everything, and a checker for it. */
async function openChecker(options: {
  outputRoot: Hex
  model?: Hex
  located?: Input
  files?: readonly string[]
}) {
  const journal = new ClaimJournal(
    migrate(new DatabaseSync(':memory:'), [SERVICE_TABLES, ...WATCHER_TABLES]),
  )
  const request = exampleRequest({
    model: options.model ?? loaded.modelId,
    inputRoot: await tensorRoot(input),
  })
  const located = options.located ?? { data: bytesToHex(input), uris: [] }
  const { outputRoot } = options
  const claim = {
    id: hash(1),
    job: hash(2),
    seat: 0,
    worker: zeroAddress,
    outputRoot,
    blockNumber: 1n,
  }
  journal.advance([{ job: claim.job, request, input: located, blockNumber: 1n }], [claim], {
    number: 1n,
    hash: hash(3),
  })
  journal.setUntil(claim.id, NOW + 100)
  const library = new ProgramLibrary({
    files: options.files ?? [file],
    folder,
    fetch: false,
    maxBytes: 1e6,
    timeout: 1_000,
    fetchBytes: createFetcher({ privateNetworks: true }),
    loaded: 1,
    find: async () => assert.fail('nothing should be fetched'),
    signal: new AbortController().signal,
  })
  await library.index()
  after(() => library.close())
  const obstacles: Obstacle[] = []
  const checker = new Checker({
    journal,
    library,
    metrics: createWatcherMetrics({ version: 'test' }),
    log,
    concurrency: 1,
    input: { maxBytes: 1e6, timeout: 1_000 },
    fetchBytes: createFetcher({ privateNetworks: true }),
    signal: new AbortController().signal,
    onObstacle: (_, obstacle) => obstacles.push(obstacle),
  })
  const [due] = journal.dueClaims(NOW, 1)
  return { journal, checker, obstacles, claim: due! }
}

test('a right result is left in peace, a wrong one is written down with all that shows it', async () => {
  const right = await openChecker({ outputRoot: rightRoot })
  await right.checker.check(right.claim, NOW)
  assert.deepEqual(right.journal.counts(), { right: 1 })

  const wrong = await openChecker({ outputRoot: hash(9) })
  await wrong.checker.check(wrong.claim, NOW)
  const [claim] = wrong.journal.claimsIn('wrong')
  assert.equal(claim!.own!.outputRoot, rightRoot)
  assert.match(claim!.own!.salt, /^0x[0-9a-f]{64}$/)
  assert.deepEqual(wrong.journal.input(await tensorRoot(input)), input)
  const trace = await wrong.checker.trace(claim!)
  assert.equal(trace.outputRoot, rightRoot)
  assert.equal(claim!.own!.traceRoot, bytesToHex(trace.traceTree.root))
  assert.deepEqual([claim!.own!.steps, claim!.own!.outputs], [program.steps.length, 1])
  assert.equal(trace.tensors.length, program.steps.length)
})

test('a computation is made again from only the journal', async () => {
  const { checker, journal, claim } = await openChecker({ outputRoot: hash(9) })
  await checker.check(claim, NOW)
  checker.forget(claim.id)
  assert.equal((await checker.trace(journal.claimsIn('wrong')[0]!)).outputRoot, rightRoot)
})

test('what keeps a result from being re-run is said, and it is tried again later', async () => {
  const unknown = await openChecker({ outputRoot: hash(9), model: hash(8) })
  await unknown.checker.check(unknown.claim, NOW)
  assert.deepEqual(unknown.obstacles, ['program-unavailable'])
  assert.deepEqual(unknown.journal.dueClaims(NOW + 4, 1), [])
  assert.equal(unknown.journal.dueClaims(NOW + 5, 1)[0]!.detail, 'program-unavailable')
  await unknown.checker.check(unknown.claim, NOW + 5)
  assert.deepEqual(unknown.journal.dueClaims(NOW + 14, 1), [])
  assert.equal(unknown.journal.dueClaims(NOW + 15, 1).length, 1)

  const located: Input = { data: '0x', uris: ['http://127.0.0.1:1/input'] }
  const lost = await openChecker({ outputRoot: hash(9), located })
  await lost.checker.check(lost.claim, NOW)
  assert.deepEqual(lost.obstacles, ['input-unavailable'])

  const long: Input = { data: `0x${'01'.repeat(300)}`, uris: [] }
  const odd = await openChecker({ outputRoot: hash(9), located: long })
  await odd.checker.check(odd.claim, NOW)
  assert.deepEqual(odd.obstacles, ['input-does-not-fit'])
})

test('a program file that the load gate refuses is named', async () => {
  const broken = join(folder, 'broken.assay')
  writeFileSync(broken, 'no program')
  await assert.rejects(
    openChecker({ outputRoot: hash(9), files: [broken] }),
    /The program .*broken\.assay cannot be used: .*\.$/,
  )
})
