import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PROFILE_EXACT, PROFILE_NATIVE, PROFILE_REPLICABLE } from '@assay/program'
import { judgeRerun } from './judgeRerun.ts'

const expected = `0x${'ab'.repeat(32)}` as const
const other = `0x${'cd'.repeat(32)}` as const

test('equal bytes of an exact model pass', () => {
  const check = judgeRerun({ profile: PROFILE_EXACT, expected, actual: expected, sameAnswer: true })
  assert.equal(check.status, 'pass')
  assert.match(check.detail, /no other right result/)
})

test('other bytes condemn an exact model, not a native one', () => {
  const judge = (profile: `0x${string}`) =>
    judgeRerun({ profile, expected, actual: other, sameAnswer: true })
  assert.equal(judge(PROFILE_EXACT).status, 'fail')
  assert.equal(judge(PROFILE_REPLICABLE).status, 'fail')
  assert.equal(judge(PROFILE_NATIVE).status, 'unknown')
  assert.match(judge(PROFILE_NATIVE).detail, /proves nothing.*same answer/)
})

test('says whether the answers differ where it can tell', () => {
  const judge = (sameAnswer: boolean | undefined) =>
    judgeRerun({ profile: PROFILE_NATIVE, expected, actual: other, sameAnswer }).detail
  assert.match(judge(false), /different answers/)
  assert.doesNotMatch(judge(undefined), /answer/)
})

test('the answer computed here stands beside a wrong one', () => {
  const { detail } = judgeRerun({
    profile: PROFILE_EXACT,
    expected,
    actual: other,
    sameAnswer: false,
    answer: 'cavitation',
  })
  assert.match(detail, /with the answer cavitation\. .*wrong/)
})
