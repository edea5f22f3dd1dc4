import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { exampleRequest } from '@assay/protocol/testing'
import { migrate, SERVICE_TABLES } from '@assay/service'
import { type Hex, numberToHex } from 'viem'
import { type Claim, ClaimJournal } from './ClaimJournal.ts'
import { WATCHER_TABLES } from './journalTables.ts'

const hash = (number: number): Hex => numberToHex(number, { size: 32 })
const worker = numberToHex(7, { size: 20 })
const claim = (number: number, blockNumber = BigInt(number)): Claim => ({
  id: hash(number),
  job: hash(1000 + number),
  seat: 0,
  worker,
  outputRoot: hash(2000 + number),
  blockNumber,
})
const request = exampleRequest({
  requester: worker,
  nonce: 1n,
  model: hash(5),
  inputRoot: hash(6),
  offer: { expiry: 100, collateral: 2n },
  policy: { verifier: worker, params: hash(60) },
})
const own = { outputRoot: hash(9), traceRoot: hash(8), steps: 3, outputs: 1, salt: hash(1) }
const input = { root: hash(6), bytes: Uint8Array.of(1) }
const open = () =>
  new ClaimJournal(migrate(new DatabaseSync(':memory:'), [SERVICE_TABLES, ...WATCHER_TABLES]))
const ids = (claims: readonly { id: Hex }[]) => claims.map(({ id }) => Number(id))

test('what is read is dated, checked in the order of its windows, and remembered', () => {
  const journal = open()
  const located = { data: '0x0102', uris: ['http://one'] } as const
  const job = claim(1).job
  journal.advance(
    [{ job, request, input: located, blockNumber: 1n }],
    [claim(1), claim(2), claim(3)],
    {
      number: 9n,
      hash: hash(9),
    },
  )
  assert.deepEqual(journal.cursor(), { number: 9n, hash: hash(9) })
  assert.deepEqual(journal.request(job), { job, request, input: located, blockNumber: 1n })
  assert.deepEqual(ids(journal.undatedClaims(0, 2)), [1, 2])
  assert.deepEqual(journal.dueClaims(0, 9), [])
  journal.setUntil(hash(1), 30)
  journal.setUntil(hash(2), 20)
  journal.setUntil(hash(3), 10)
  assert.deepEqual(ids(journal.dueClaims(10, 9)), [3, 2, 1])
  assert.deepEqual(ids(journal.dueClaims(11, 9)), [2, 1])
  journal.setState(hash(2), 'right')
  journal.setWrong(hash(1), own, input)
  assert.deepEqual(ids(journal.claimsIn('wrong')), [1])
  assert.deepEqual(journal.input(hash(6)), Uint8Array.of(1))
  assert.deepEqual(ids(journal.leaveOutdated(11)), [3])
  assert.deepEqual(journal.counts(), { right: 1, wrong: 1, left: 1 })
})

test('a claim that can not be re-run waits without keeping out the others', () => {
  const journal = open()
  journal.advance([], [claim(1), claim(2)], { number: 2n, hash: hash(2) })
  for (const number of [1, 2]) journal.setUntil(hash(number), 100)
  journal.postpone(hash(1), 50, 'program-unavailable')
  assert.deepEqual(ids(journal.dueClaims(49, 1)), [2])
  assert.deepEqual(ids(journal.dueClaims(50, 1)), [1])
  const left = journal.leaveOutdated(101)
  assert.deepEqual(
    left.map(({ detail }) => detail),
    ['program-unavailable', undefined],
  )
})

test('the salt of a commitment survives a second verdict', () => {
  const journal = open()
  journal.advance([], [claim(1)], { number: 1n, hash: hash(1) })
  journal.setWrong(hash(1), own, input)
  journal.setWrong(hash(1), { ...own, salt: hash(2) }, input)
  assert.deepEqual(journal.claimsIn('wrong')[0]!.own, own)
})

test('a reorganisation opens what was closed in undone blocks, and nothing else', () => {
  const journal = open()
  journal.advance([], [claim(1), claim(2), claim(3)], { number: 3n, hash: hash(3) })
  for (const number of [1, 2, 3]) journal.setUntil(hash(number), 100)
  for (const number of [1, 2]) {
    journal.setWrong(hash(number), own, input)
    journal.setState(hash(number), 'closed', 'won')
  }
  journal.setState(hash(3), 'right')
  journal.rewind(2n)
  assert.deepEqual(ids(journal.claimsIn('wrong')), [2])
  assert.deepEqual(journal.counts(), { closed: 1, wrong: 1, right: 1 })
  // The same result comes again in another block, and its window with it.
  journal.setUntil(hash(2), 10)
  journal.advance([], [claim(2, 4n)], { number: 4n, hash: hash(4) })
  assert.equal(journal.claimsIn('wrong')[0]!.until, undefined)
  assert.deepEqual(ids(journal.undatedClaims(0, 9)), [2])
})

test('money is counted once, however often it is read', () => {
  const journal = open()
  assert.equal(journal.book('reward:1', 'rewards', 5n), true)
  assert.equal(journal.book('reward:1', 'rewards', 5n), false)
  journal.book('gas:1', 'gas', 10n ** 30n)
  assert.deepEqual(journal.totals(), {
    rewards: 5n,
    bondsLost: 0n,
    demandFees: 0n,
    gas: 10n ** 30n,
  })
})

test('the fees of demands are remembered until they are locked no more', () => {
  const journal = open()
  const locked = (demand: bigint) => ({ demand, job: hash(1), fee: 10n ** 20n + demand })
  journal.keepDemand(locked(2n))
  journal.keepDemand(locked(1n))
  journal.postponeDemand(2n, 50)
  journal.keepDemand(locked(2n))
  assert.deepEqual(journal.lockedDemands(), [
    { ...locked(1n), askAt: 0 },
    { ...locked(2n), askAt: 50 },
  ])
  journal.dropDemand(1n)
  assert.deepEqual(journal.lockedDemands(), [{ ...locked(2n), askAt: 50 }])
})

test('a secret is drawn once', () => {
  const journal = open()
  assert.equal(
    journal.secret('lot', () => hash(1)),
    hash(1),
  )
  assert.equal(
    journal.secret('lot', () => hash(2)),
    hash(1),
  )
})

test('a result that is read again changes nothing, and one from another block is dated anew', () => {
  const journal = open()
  const at = { number: 9n, hash: hash(9) }
  journal.advance([], [claim(1), claim(2)], at)
  journal.setUntil(hash(1), 30)
  journal.setState(hash(2), 'left', 'not-drawn')
  journal.advance([], [claim(1), claim(2)], at)
  assert.deepEqual(ids(journal.dueClaims(10, 9)), [1])
  assert.deepEqual(journal.counts(), { new: 1, left: 1 })
  journal.advance([], [claim(1, 8n), claim(2, 8n)], at)
  assert.deepEqual(ids(journal.undatedClaims(0, 9)), [1, 2])
  journal.setUntil(hash(1), 30)
  journal.rewind(8n)
  assert.deepEqual(ids(journal.undatedClaims(0, 9)), [1, 2])
})

test('claims that ended long ago are forgotten, and requests only once no result of them can come', () => {
  const journal = open()
  const posted = (number: number, expiry: number) => ({
    job: hash(1000 + number),
    request: { ...request, offer: { ...request.offer, expiry } },
    input: { data: '0x01', uris: [] } as const,
    blockNumber: BigInt(number),
  })
  const far = Math.floor(Date.now() / 1000) + 3_600
  const requests = [posted(1, 100), posted(2, 100), posted(3, far), posted(4, 100)]
  journal.advance(requests, [claim(1), claim(2)], { number: 9n, hash: hash(9) })
  journal.setWrong(hash(2), own, input)
  journal.setState(hash(1), 'right')
  const kept = () => [1, 2, 3, 4].filter((number) => journal.request(hash(1000 + number))).join('')
  journal.prune(Date.now() - 60_000, 9n)
  assert.equal(kept(), '1234')
  journal.prune(Date.now() + 60_000, 4n)
  assert.equal(kept(), '234')
  assert.deepEqual(journal.counts(), { wrong: 1 })
  assert.deepEqual(journal.input(hash(6)), input.bytes)
  journal.setState(hash(2), 'closed', 'won')
  journal.prune(Date.now() + 60_000, 9n)
  assert.equal(kept(), '3')
  assert.equal(journal.input(hash(6)), undefined)
})
