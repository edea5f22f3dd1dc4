import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PROFILE_EXACT, PROFILE_NATIVE } from '@assay/program'
import { encodeOptimisticParams } from '@assay/protocol'
import type { Check, CheckId, CheckStatus, JobState } from '@assay/sdk'
import { optimisticMethod, quorumMethod, signatureMethod } from '../model/methods.ts'
import { type AssureParameters, assure, describeMark } from './assure.ts'

const ROOT = '0xaa'
const OTHER = '0xbb'
const ids: readonly CheckId[] = [
  'inputRoot',
  'outputRoot',
  'requestDigest',
  'receiptSignature',
  'signer',
  'chain',
  'model',
]

const check = (id: CheckId, status: CheckStatus): Check => ({ id, title: '', status, detail: '' })
const allHold = ids.map((id) => check(id, 'pass'))

function job(state: JobState, { seats = 1, roots = [ROOT] } = {}): AssureParameters['job'] {
  const answered = !['open', 'claimed', 'cancelled', 'expired'].includes(state)
  return {
    state,
    ...(answered ? { receipt: { outputRoot: ROOT } } : {}),
    request: {
      policy: { seats, params: encodeOptimisticParams({ window: 60, takesLarge: false }) },
    },
    seats: roots.map((outputRoot) => ({ outputRoot })),
    steps: [{ kind: 'submitted', blockNumber: 7n, timestamp: 1_000 }],
  } as unknown as AssureParameters['job']
}

function ofSignature(more: Partial<AssureParameters> = {}) {
  return assure({ job: job('accepted'), method: signatureMethod, profile: PROFILE_EXACT, ...more })
}

function fills({ wedges }: ReturnType<typeof assure>) {
  return Object.values(wedges).map(({ fill }) => fill)
}

test('a bare signature is signed only, and neither green nor a verdict, however many checks hold', () => {
  const mark = ofSignature({ checks: allHold, finalBlock: 7n })
  assert.equal(mark.chip, 'signed')
  assert.deepEqual(fills(mark), ['filled', 'filled', 'hollow', 'hollow', 'filled'])
})

test('what was not checked here is not called checked', () => {
  const { bound, recorded, rerun } = ofSignature().wedges
  assert.equal(bound.fill, 'hollow')
  assert.equal(recorded.fill, 'hatched')
  assert.equal(rerun.fill, 'hollow')
  assert.equal(ofSignature({ isChecking: true }).wedges.bound.fill, 'hatched')
})

test('a check that lacks what it needs leaves the wedge hollow, and so does a check that is missing', () => {
  const unknown = allHold.map((each) =>
    each.id === 'outputRoot' ? check(each.id, 'unknown') : each,
  )
  assert.equal(ofSignature({ checks: unknown }).wedges.bound.fill, 'hollow')
  assert.equal(ofSignature({ checks: allHold.slice(1) }).wedges.bound.fill, 'hollow')
})

test('a failed check comes before everything else', () => {
  const checks = [...allHold.slice(1), check('inputRoot', 'fail'), check('reexecution', 'pass')]
  const mark = ofSignature({ checks })
  assert.equal(mark.chip, 'mismatch')
  assert.deepEqual(fills(mark), ['struck', 'hollow', 'hollow', 'hollow', 'hollow'])
})

test('seven checks that hold do not stand beside a refuted lie', () => {
  for (const mark of [
    assure({
      job: job('rejected'),
      method: optimisticMethod,
      profile: PROFILE_EXACT,
      checks: allHold,
    }),
    assure({
      job: job('submitted'),
      method: optimisticMethod,
      profile: PROFILE_EXACT,
      checks: allHold,
      disputes: [{ state: 'challenger-won', outputRoot: ROOT }],
    }),
  ]) {
    assert.equal(mark.chip, 'refuted')
    assert.deepEqual(fills(mark), ['hollow', 'hollow', 'struck', 'hollow', 'hollow'])
  }
})

test('a refutation of another worker’s answer refutes that answer only', () => {
  const mark = assure({
    job: job('accepted', { seats: 3, roots: [ROOT, ROOT, OTHER] }),
    method: quorumMethod,
    profile: PROFILE_EXACT,
    disputes: [{ state: 'challenger-won', outputRoot: OTHER }],
  })
  assert.equal(mark.chip, 'quorum')
  assert.equal(mark.word, 'Accepted by 2 of 3')
})

test('only a run made here is green, and other bytes of an exact model are struck', () => {
  const equal = ofSignature({ checks: [...allHold, check('reexecution', 'pass')] })
  assert.equal(equal.chip, 'rerun')
  assert.equal(equal.wedges.rerun.fill, 'computed')
  const differs = ofSignature({ checks: [...allHold, check('reexecution', 'fail')] })
  assert.equal(differs.chip, 'differs')
  assert.deepEqual(fills(differs), ['hollow', 'hollow', 'hollow', 'struck', 'hollow'])
})

test('other bytes of a float model prove nothing, which the mark says', () => {
  const mark = ofSignature({
    profile: PROFILE_NATIVE,
    checks: [...allHold, check('reexecution', 'unknown')],
    finalBlock: 7n,
  })
  assert.equal(mark.chip, 'signed')
  assert.equal(mark.isFloat, true)
  assert.deepEqual(fills(mark), ['filled', 'filled', 'hollow', 'hollow', 'hollow'])
})

test('an answer in its window is disputable until the window closes, then accepted unchallenged', () => {
  const open = assure({ job: job('submitted'), method: optimisticMethod, profile: PROFILE_EXACT })
  assert.equal(open.chip, 'disputable')
  assert.equal(open.until, 1_060)
  assert.equal(open.wedges.verdict.fill, 'hatched')
  const waits = assure({
    job: job('submitted'),
    method: optimisticMethod,
    profile: PROFILE_EXACT,
    now: 1_061,
  })
  assert.equal(waits.chip, 'closed')
  assert.match(waits.wedges.verdict.says, /not settled/)
  const closed = assure({ job: job('accepted'), method: optimisticMethod, profile: PROFILE_EXACT })
  assert.equal(closed.chip, 'unchallenged')
  assert.equal(closed.wedges.verdict.fill, 'filled')
})

test('an open dispute comes before the window', () => {
  const mark = assure({
    job: job('submitted'),
    method: optimisticMethod,
    profile: PROFILE_EXACT,
    disputes: [{ state: 'open', outputRoot: ROOT }],
  })
  assert.equal(mark.chip, 'disputed')
})

test('refunded, cancelled and unanswered requests are told apart', () => {
  const chip = (state: JobState) => ofSignature({ job: job(state, { roots: [] }) }).chip
  assert.deepEqual((['open', 'claimed', 'void', 'expired', 'cancelled'] as const).map(chip), [
    'unanswered',
    'unanswered',
    'refunded',
    'refunded',
    'cancelled',
  ])
})

test('a block that is not final, or of which that is unknown, is hatched', () => {
  const recorded = (finalBlock?: bigint) => ofSignature({ finalBlock }).wedges.recorded.fill
  assert.equal(recorded(6n), 'hatched')
  assert.equal(recorded(7n), 'filled')
  assert.equal(recorded(undefined), 'hatched')
})

test('the mark reads itself out, wedge by wedge', () => {
  assert.equal(
    describeMark(ofSignature({ checks: allHold, finalBlock: 7n })),
    'Bound: checked here. Recorded: block 7, final as the endpoint says. Verdict: none beyond a signature. ' +
      'Re-run: by nobody known. Comparable: exact, and the chain can judge it.',
  )
})
