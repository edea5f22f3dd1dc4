import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { exampleRequest } from '@assay/protocol/testing'
import { migrate, SERVICE_TABLES } from '@assay/service'
import { type Hex, zeroAddress } from 'viem'
import { WORKER_TABLES } from '../journalTables.ts'
import { JobJournal, type KnownJob, type OpenJob } from './JobJournal.ts'

const hash = (digit: string): Hex => `0x${digit.repeat(64)}`

const job = (digit: string, blockNumber: bigint): KnownJob => ({
  id: hash(digit),
  blockNumber,
  input: { data: '0x0102', uris: ['https://example.org/input'] },
  request: exampleRequest({
    nonce: 2n ** 255n,
    model: hash('2'),
    inputRoot: hash('3'),
    offer: {
      maxFee: 2n ** 90n,
      rampStart: 4,
      rampLength: 5,
      lockFor: 6,
      expiry: 7,
      collateral: 8n,
    },
    policy: { params: '0x1234' },
  }),
})

const journal = () =>
  new JobJournal(migrate(new DatabaseSync(':memory:'), [SERVICE_TABLES, ...WORKER_TABLES]))
const ids = (jobs: OpenJob[]) => jobs.map(({ id }) => id)
const open = ({ input, ...job }: KnownJob): OpenJob => ({ ...job, inline: input.data !== '0x' })

test('open jobs come back in the order of their blocks, with the cursor', () => {
  const it = journal()
  assert.equal(it.cursor(), undefined)
  it.advance([job('b', 5n), job('a', 4n)], { number: 6n, hash: hash('f') })
  assert.deepEqual(it.cursor(), { number: 6n, hash: hash('f') })
  assert.deepEqual(it.openJobs(), [open(job('a', 4n)), open(job('b', 5n))])
  assert.deepEqual(it.job(hash('b')), job('b', 5n))
  assert.equal(it.job(hash('c')), undefined)
})

test('closed jobs come back when their reason or their block does', () => {
  const it = journal()
  it.advance([job('a', 4n), job('b', 5n)], { number: 6n, hash: hash('f') })
  it.close(hash('a'), 'model-not-served')
  it.close(hash('b'), 'accepted')
  assert.deepEqual(it.openJobs(), [])
  it.reopen(['model-not-served'])
  assert.deepEqual(ids(it.openJobs()), [hash('a')])
  it.rewind(5n)
  assert.deepEqual(ids(it.openJobs()), [hash('a'), hash('b')])
})

test('a job that is read again changes nothing, unless a node did not know it or it is in another block', () => {
  const it = journal()
  const read = (block: bigint) => it.advance([job('a', block)], { number: 6n, hash: hash('f') })
  read(4n)
  it.close(hash('a'), 'fee-too-low')
  read(4n)
  assert.deepEqual(it.openJobs(), [])
  read(5n)
  assert.deepEqual(it.openJobs(), [open(job('a', 5n))])
  it.close(hash('a'), 'gone')
  read(5n)
  assert.deepEqual(ids(it.openJobs()), [hash('a')])
})

test('the first result of a job stays, so that it is signed once', async () => {
  const it = journal()
  const receipt = {
    worker: zeroAddress,
    request: hash('a'),
    outputRoot: hash('4'),
    evidenceHash: hash('6'),
    profile: hash('5'),
    completedAt: 9n,
  }
  const result = {
    receipt,
    signature: '0x66' as const,
    signer: '0x' as const,
    output: new Uint8Array([1, 2]),
  }
  assert.equal(it.hasResult(hash('a')), false)
  await it.putResult(hash('a'), result)
  await it.putResult(hash('a'), { ...result, signature: '0x77' })
  assert.equal(it.hasResult(hash('a')), true)
  assert.deepEqual(it.result(hash('a')), result)
})

test('jobs that ended long ago are forgotten with their results, and nothing that is open or may be undone', async () => {
  const it = journal()
  it.advance([job('a', 4n), job('b', 5n), job('c', 40n)], { number: 50n, hash: hash('f') })
  const receipt = {
    worker: zeroAddress,
    outputRoot: hash('4'),
    evidenceHash: hash('5'),
    profile: hash('6'),
    completedAt: 1n,
  }
  for (const digit of ['a', 'b', 'c']) {
    const id = hash(digit)
    const result = { signature: '0x12', signer: '0x', output: new Uint8Array(1) } as const
    await it.putResult(id, { receipt: { ...receipt, request: id }, ...result })
    it.keepSalt(id, hash('7'))
  }
  it.close(hash('a'), 'accepted')
  it.close(hash('c'), 'accepted')
  const kept = () => ['a', 'b', 'c'].filter((digit) => it.job(hash(digit)) !== undefined).join('')
  it.prune(Date.now() - 60_000, 40n)
  assert.equal(kept(), 'abc')
  it.prune(Date.now() + 60_000, 40n)
  assert.equal(kept(), 'bc')
  assert.equal(it.hasResult(hash('a')), false)
  assert.equal(it.salt(hash('a')), undefined)
  assert.ok(it.hasResult(hash('b')) && it.hasResult(hash('c')) && it.salt(hash('c')))
})

test('a salt is made once', () => {
  const database = migrate(new DatabaseSync(':memory:'), [SERVICE_TABLES, ...WORKER_TABLES])
  const it = new JobJournal(database)
  assert.equal(it.salt(hash('a')), undefined)
  assert.equal(it.keepSalt(hash('a'), hash('1')), hash('1'))
  assert.equal(new JobJournal(database).keepSalt(hash('a'), hash('2')), hash('1'))
})

test('whether a job has a result is known before it has one, afterwards, and once it was pruned', async () => {
  const it = journal()
  const { id } = job('a', 4n)
  assert.equal(it.hasResult(id), false)
  const receipt = {
    ...{ worker: zeroAddress, request: id, outputRoot: hash('1'), evidenceHash: hash('0') },
    ...{ profile: hash('2'), completedAt: 1n },
  }
  await it.putResult(id, { receipt, signature: '0x12', signer: '0x', output: new Uint8Array(1) })
  assert.equal(it.hasResult(id), true)
  it.prune(Date.now(), 0n)
  assert.equal(it.hasResult(id), false)
})
