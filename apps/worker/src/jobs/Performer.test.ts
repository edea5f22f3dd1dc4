import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { ContractError } from '@assay/sdk'
import { createLog, type TransactionOutcome, type TransactionSender } from '@assay/service'
import { type Hex, type TransactionReceipt, zeroAddress } from 'viem'
import type { JobView } from '../decide.ts'
import { createWorkerMetrics } from '../observe/createWorkerMetrics.ts'
import { JobJournal } from './JobJournal.ts'
import { Performer, type PerformerParameters } from './Performer.ts'

const hash = (digit: string): Hex => `0x${digit.repeat(64)}`
/** Ahead of this machine's clock, so that the chain's time is the one that counts. */
const NOW = 10_000_000_000
const head = { number: 1n, hash: hash('f'), timestamp: NOW }

const job: JobView = {
  id: hash('1'),
  state: 'open',
  worker: undefined,
  deadline: undefined,
  input: 'ready',
  hasResult: false,
  busy: false,
  request: {
    requester: zeroAddress,
    nonce: 0n,
    model: hash('2'),
    inputRoot: hash('3'),
    offer: {
      minFee: 1n,
      maxFee: 1n,
      rampStart: 0,
      rampLength: 0,
      lockFor: 60,
      expiry: NOW,
      collateral: 0n,
      worker: zeroAddress,
    },
    policy: { seats: 1, verifier: zeroAddress, params: '0x' },
    callback: { target: zeroAddress, gasLimit: 0, when: 0 },
  },
}

/** A performer whose transactions end as they are told to, one after the other. */
function performer(...outcomes: TransactionOutcome[]): Performer {
  const sender: TransactionSender = {
    address: zeroAddress,
    send: async () => outcomes.shift() ?? { status: 'lost' },
    recover: async () => [],
    recheck: async () => {},
    isInFlight: () => false,
    inFlight: () => [],
    idle: async () => {},
    close: () => {},
  }
  const parameters: Partial<PerformerParameters> = {
    deployment: {
      chainId: 1,
      rpcUrl: 'http://127.0.0.1',
      token: zeroAddress,
      market: zeroAddress,
      modelRegistry: zeroAddress,
      verifiers: { signature: zeroAddress },
      startBlock: 0,
    },
    journal: new JobJournal(new DatabaseSync(':memory:')),
    sender,
    models: new Map(),
    metrics: createWorkerMetrics({ version: '0' }),
    log: createLog({ level: 'silent', format: 'json', colour: false }),
    signal: new AbortController().signal,
  }
  return new Performer(parameters as PerformerParameters)
}

const receipt = { logs: [] } as Partial<TransactionReceipt> as TransactionReceipt
const unpublished = new ContractError('ModelNotPublished', [hash('2')])
const refused: TransactionOutcome = { status: 'refused', reason: unpublished }

test('default: a refused claim is left alone, longer each time', async () => {
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
    waits.push((it.patienceWith(job.id).askAgainAt ?? 0) - NOW)
    if (attempt === 0) assert.equal(it.detailOf(job.id), unpublished.shortMessage)
    if (attempt === 1) assert.match(it.detailOf(job.id) ?? '', /missed their deadline/)
  }
  assert.deepEqual(waits, [5, 10, 20, 40, 80, 160, 320, 600, 600, 600])
  assert.equal(it.isActive(), false)
})

test('behavior: a claim that worked, or that another worker got first, is not waited with', async () => {
  const included: TransactionOutcome = { status: 'included', hash: hash('4'), receipt }
  const taken: TransactionOutcome = {
    status: 'refused',
    reason: new ContractError('JobNotOpen', [job.id, 2]),
  }
  const it = performer(taken, refused, included)
  await it.perform({ type: 'claim', job }, head)
  assert.deepEqual(it.patienceWith(job.id), {})
  await it.perform({ type: 'claim', job }, head)
  assert.equal(it.patienceWith(job.id).askAgainAt, NOW + 5)
  await it.perform({ type: 'claim', job }, head)
  assert.deepEqual(it.patienceWith(job.id), {})
})
