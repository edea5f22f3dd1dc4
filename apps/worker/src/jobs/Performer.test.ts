import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, test } from 'node:test'
import { type Session, tensorRoot } from '@assay/program'
import { exampleRequest } from '@assay/protocol/testing'
import { ContractError } from '@assay/sdk'
import {
  createFetcher,
  createLog,
  migrate,
  SERVICE_TABLES,
  type TransactionOutcome,
  type TransactionSender,
} from '@assay/service'
import { type Hex, hexToBytes, type TransactionReceipt, zeroAddress } from 'viem'
import { BlobStore } from '../blobs.ts'
import type { JobView } from '../JobView.ts'
import { WORKER_TABLES } from '../journalTables.ts'
import type { ServedModel } from '../models/loadModel.ts'
import { SessionPool } from '../models/SessionPool.ts'
import { createWorkerMetrics } from '../observe/createWorkerMetrics.ts'
import { JobJournal } from './JobJournal.ts'
import { Performer, type PerformerParameters } from './Performer.ts'

const folder = mkdtempSync(join(tmpdir(), 'assay-performer-'))
after(() => rmSync(folder, { recursive: true }))

const hash = (digit: string): Hex => `0x${digit.repeat(64)}`
/** Ahead of this machine's clock, so that the chain's time is the one that counts. */
const NOW = 10_000_000_000
const head = { number: 1n, hash: hash('f'), timestamp: NOW }

const INPUT = '0x01020304'
const model: Partial<ServedModel> = {
  name: 'model',
  pool: new SessionPool([{ inputBytes: 4 } as Partial<Session> as Session]),
}

const job: JobView = {
  id: hash('1'),
  state: 'open',
  worker: undefined,
  deadline: undefined,
  input: 'ready',
  inline: true,
  hasResult: false,
  busy: false,
  fetching: false,
  request: exampleRequest({
    model: hash('2'),
    inputRoot: await tensorRoot(hexToBytes(INPUT)),
    offer: { expiry: NOW },
  }),
}

/** A performer whose transactions end as they are told to, one after the other. */
function performer(...outcomes: (TransactionOutcome | Promise<TransactionOutcome>)[]): Performer {
  const journal = new JobJournal(
    migrate(new DatabaseSync(':memory:'), [SERVICE_TABLES, ...WORKER_TABLES]),
  )
  journal.advance(
    [{ id: job.id, request: job.request, input: { data: INPUT, uris: [] }, blockNumber: 1n }],
    head,
  )
  const sender: TransactionSender = {
    address: zeroAddress,
    send: async () => outcomes.shift() ?? { status: 'lost' },
    recover: async () => [],
    recheck: async () => {},
    isInFlight: () => false,
    shortage: () => undefined,
    isPaused: () => false,
    inFlight: () => [],
    prune: () => {},
    idle: async () => {},
    close: () => {},
  }
  const parameters: Partial<PerformerParameters> = {
    deployment: {
      chainId: 1,
      rpcUrl: 'http://127.0.0.1',
      token: zeroAddress,
      ledger: zeroAddress,
      market: zeroAddress,
      multiSeatMarket: zeroAddress,
      modelRegistry: zeroAddress,
      keyRegistry: zeroAddress,
      workerRegistry: zeroAddress,
      schedule: zeroAddress,
      disputeGame: zeroAddress,
      referee: zeroAddress,
      verifiers: { signature: zeroAddress, optimistic: zeroAddress, quorum: zeroAddress },
      startBlock: 0,
    },
    journal,
    sender,
    account: zeroAddress,
    blobs: new BlobStore(folder, {
      get: async () => undefined,
    }),
    models: new Map([[job.request.model, model as ServedModel]]),
    maxInputBytes: 64,
    inputTimeout: 1_000,
    fetchBytes: createFetcher({ privateNetworks: false }),
    metrics: createWorkerMetrics({ version: '0' }),
    log: createLog({ level: 'silent', format: 'json', colour: false }),
    signal: new AbortController().signal,
  }
  return new Performer(parameters as PerformerParameters)
}

const receipt = { logs: [] } as Partial<TransactionReceipt> as TransactionReceipt
const unpublished = new ContractError('ModelNotPublished', [hash('2')])
const refused: TransactionOutcome = { status: 'refused', reason: unpublished }

test('a refused claim is left alone, longer each time', async () => {
  const reverted: TransactionOutcome = {
    status: 'reverted',
    hash: hash('4'),
    receipt,
    reason: new ContractError('TooManyForfeits', [job.id]),
  }
  const it = performer(refused, reverted, ...Array.from({ length: 8 }, () => refused))
  const waits: number[] = []
  for (let attempt = 0; attempt < 10; attempt++) {
    await it.perform({ type: 'claim', job }, head)
    waits.push((it.memory.patienceWith(job.id).askAgainAt ?? 0) - NOW)
    if (attempt === 0) assert.equal(it.memory.detailOf(job.id), unpublished.shortMessage)
    if (attempt === 1) assert.match(it.memory.detailOf(job.id) ?? '', /missed their deadline/)
  }
  assert.deepEqual(waits, [5, 10, 20, 40, 80, 160, 320, 600, 600, 600])
  assert.equal(it.isActive(), false)
})

test('a claim that worked, or that another worker got first, is not waited with', async () => {
  const included: TransactionOutcome = { status: 'included', hash: hash('4'), receipt }
  const taken: TransactionOutcome = {
    status: 'refused',
    reason: new ContractError('JobNotOpen', [job.id, 2]),
  }
  const it = performer(taken, refused, included)
  await it.perform({ type: 'claim', job }, head)
  assert.deepEqual(it.memory.patienceWith(job.id), {})
  await it.perform({ type: 'claim', job }, head)
  assert.equal(it.memory.patienceWith(job.id).askAgainAt, NOW + 5)
  await it.perform({ type: 'claim', job }, head)
  assert.deepEqual(it.memory.patienceWith(job.id), {})
})

test('an input is kept as long as its job has a place', async () => {
  const it = performer()
  await it.perform({ type: 'fetch', job }, head)
  const bytes = new Uint8Array([1, 2, 3, 4])
  it.memory.forget(new Set([job.id]), new Set([job.id]))
  assert.deepEqual(it.memory.inputOf(job.id), { bytes })
  it.memory.forget(new Set([job.id]), new Set())
  assert.equal(it.memory.inputOf(job.id), undefined)
  await it.perform({ type: 'fetch', job }, head)
  assert.deepEqual(it.memory.inputOf(job.id), { bytes })
})

test('a claim that the chain shows keeps nothing waiting, though its receipt is late', async () => {
  let arrive: (outcome: TransactionOutcome) => void = () => assert.fail('nobody waits')
  const late = new Promise<TransactionOutcome>((resolve) => {
    arrive = resolve
  })
  const it = performer(late)
  const claim = it.perform({ type: 'claim', job }, head)
  assert.equal(it.isBusy(job.id), true)
  assert.equal(it.isBusy(job.id, { isClaimed: true }), false)
  await it.perform({ type: 'fetch', job }, head)
  assert.ok('bytes' in (it.memory.inputOf(job.id) ?? {}))
  arrive({ status: 'included', hash: hash('4'), receipt })
  await claim
  assert.equal(it.isBusy(job.id), false)
})

test('what is owed and was refused is tried again in time for its deadline', async () => {
  const it = performer(...Array.from({ length: 12 }, () => refused))
  const wait = () => (it.memory.patienceWith(job.id).askAgainAt ?? 0) - NOW
  const owed: JobView = { ...job, state: 'claimed', deadline: NOW + 40 }
  const waits: number[] = []
  for (let attempt = 0; attempt < 5; attempt++) {
    await it.perform({ type: 'leave', job: owed }, head)
    waits.push(wait())
  }
  assert.deepEqual(waits, [2, 4, 8, 10, 10])
})
