import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeFunctionData, parseAbi, zeroAddress } from 'viem'
import { marketAbi } from '../generated/Market.ts'
import { marketsAbi } from '../generated/Markets.ts'
import { multiSeatMarketAbi } from '../generated/MultiSeatMarket.ts'
import { exampleRequest } from '../testing/index.ts'
import { encodeCall } from './call.ts'
import * as marketCalls from './market.ts'

const place = {
  market: '0x1111111111111111111111111111111111111111',
  multiSeatMarket: '0x2222222222222222222222222222222222222222',
} as const

const requestFor = (seats: number) => exampleRequest({ policy: { seats } })

test('the number of seats selects the market', () => {
  for (const [seats, market] of [
    [1, place.market],
    [2, place.multiSeatMarket],
    [16, place.multiSeatMarket],
  ] as const) {
    const request = requestFor(seats)
    for (const call of [
      marketCalls.deposit(place, { request, amount: 1n }),
      marketCalls.post(place, { request, input: { data: '0x', uris: [] } }),
      marketCalls.claim(place, { request, worker: zeroAddress }),
      marketCalls.finalize(place, { request }),
      marketCalls.cancel(place, { request }),
      marketCalls.expire(place, { request }),
    ]) {
      assert.equal(call.address, market, `${call.functionName} for ${seats} seats`)
    }
  }
})

test('what both markets have has one selector, so calldata is read with either ABI', () => {
  const { data } = encodeCall(marketCalls.cancel(place, { request: requestFor(1) }))
  for (const abi of [marketAbi, multiSeatMarketAbi, marketsAbi]) {
    assert.equal(decodeFunctionData({ abi, data }).functionName, 'cancel')
  }
})

test('several calls become one of their market, and calls of two markets do not', () => {
  const one = marketCalls.cancel(place, { request: requestFor(1) })
  const other = marketCalls.cancel(place, { request: requestFor(3) })
  const { to, data } = encodeCall(marketCalls.multicall([one, one]))
  assert.equal(to, place.market)
  const { functionName, args } = decodeFunctionData({ abi: marketsAbi, data })
  assert.equal(functionName, 'multicall')
  assert.deepEqual(args, [[encodeCall(one).data, encodeCall(one).data]])
  assert.throws(() => marketCalls.multicall([one, other]), RangeError)
  assert.throws(() => marketCalls.tryMulticall([other, one]), RangeError)
})

test('where a name has several functions, the arguments say which one is called', () => {
  const abi = parseAbi(['function give(address to)', 'function give(address to, uint256 amount)'])
  for (const args of [[zeroAddress], [zeroAddress, 5n]]) {
    const { data } = encodeCall({ address: zeroAddress, abi, functionName: 'give', args })
    assert.deepEqual(decodeFunctionData({ abi, data }), { functionName: 'give', args })
  }
})
