import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type JobState, jobStates, marketsAbi } from '@assay/protocol'
import {
  encodeAbiParameters,
  encodeEventTopics,
  getAddress,
  type Hex,
  type Log,
  parseAbiParameters,
} from 'viem'
import { settlementOf } from './settlementOf.ts'

const hash = (digit: string): Hex => `0x${digit.repeat(64)}`
const worker = getAddress(`0x${'a'.repeat(40)}`)
const job = hash('1')

const log = (topics: unknown, data: Hex) => ({ topics, data }) as Partial<Log> as Log

function finalized(state: JobState, { id = job, root = hash('2') } = {}): Log {
  return log(
    encodeEventTopics({ abi: marketsAbi, eventName: 'JobFinalized', args: { job: id } }),
    encodeAbiParameters(parseAbiParameters('uint8, bytes32, uint256'), [
      jobStates.indexOf(state),
      root,
      0n,
    ]),
  )
}

function settled(paid: bigint, to = worker): Log {
  return log(
    encodeEventTopics({
      abi: marketsAbi,
      eventName: 'SeatSettled',
      args: { job, worker: to },
    }),
    encodeAbiParameters(parseAbiParameters('uint256, uint256, uint256, uint256'), [
      0n,
      paid,
      0n,
      5n,
    ]),
  )
}

const of = (...logs: Log[]) => settlementOf(logs, { job, worker, outputRoot: hash('2') })

test('an accepted answer is paid, what it earned told', () => {
  assert.deepEqual(of(settled(7n), finalized('accepted')), { status: 'paid', paid: 7n })
  assert.deepEqual(of(settled(0n), finalized('accepted')), { status: 'paid', paid: 0n })
})

test('a job that nobody judged is not paid, though its collateral is settled', () => {
  assert.deepEqual(of(settled(0n), finalized('void')), { status: 'unpaid' })
})

test('an answer that others outvoted is not paid, though its collateral is settled', () => {
  const other = finalized('accepted', { root: hash('3') })
  assert.deepEqual(of(settled(0n), other), { status: 'unpaid' })
  assert.deepEqual(of(settled(0n), finalized('rejected')), { status: 'unpaid' })
})

test('an answer whose collateral was taken is rejected', () => {
  assert.deepEqual(of(finalized('rejected')), { status: 'rejected' })
  assert.deepEqual(of(finalized('accepted')), { status: 'rejected' })
})

test('other jobs, and transactions that settle nothing, say nothing', () => {
  assert.equal(of(), undefined)
  assert.equal(of(finalized('void', { id: hash('9') })), undefined)
})
