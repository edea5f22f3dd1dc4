import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeServices, type Services } from './describeServices.ts'

const well: Services = {
  chainId: 31337,
  endpoint: { fails: false, answeredAt: 1_790_000_000_500, servedChainId: 31337 },
  index: { fails: false, behind: 0 },
}
const endpoint = (change: Partial<Services['endpoint']>): Services => ({
  ...well,
  endpoint: { ...well.endpoint, ...change },
})

test('services that answer and agree are not spoken of', () => {
  assert.equal(describeServices(well), undefined)
  assert.equal(describeServices({ ...well, index: { fails: false, behind: 9 } }), undefined)
  assert.equal(describeServices({ ...well, index: { fails: false, behind: undefined } }), undefined)
})

test('an endpoint that does not answer is told with the time of its last answer', () => {
  assert.equal(
    describeServices(endpoint({ fails: true }))?.title,
    'The chain’s endpoint has not answered since 2026-09-21 14:13:20 UTC.',
  )
  assert.equal(
    describeServices(endpoint({ fails: true, answeredAt: 0 }))?.title,
    'The chain’s endpoint has not answered since this page was opened.',
  )
})

test('an index far behind is told with the number of blocks', () => {
  assert.equal(
    describeServices({ ...well, index: { fails: false, behind: 1_200 } })?.title,
    'The index is 1,200 blocks behind.',
  )
})

test('only the worst trouble is told', () => {
  const wrong = endpoint({ fails: true, servedChainId: 1 })
  assert.equal(
    describeServices({ ...wrong, index: { fails: true, behind: undefined } })?.of,
    'endpoint',
  )
  assert.match(describeServices(wrong)?.title ?? '', /serves chain 1, but/)
  const silent = endpoint({ fails: true })
  assert.equal(
    describeServices({ ...silent, index: { fails: true, behind: undefined } })?.of,
    'endpoint',
  )
  assert.equal(
    describeServices({ ...well, index: { fails: true, behind: undefined } })?.title,
    'The index does not answer.',
  )
})
