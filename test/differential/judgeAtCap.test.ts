import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { byteLength, elementCount, type Program, stepCost } from '@assay/program'
import { gasModel } from '@assay/program/testing'
import { encodeCall } from '@assay/protocol'
import { gasLimit, MAX_TRANSACTION_GAS } from '@assay/sdk'
import { createPublicClient, custom, numberToHex } from 'viem'
import { conv, matMul, maxPool, noise, softmax } from './dearestSteps.ts'
import { type DisputeChain, openDisputeChain } from './dispute/openDisputeChain.ts'
import { playToJudgement } from './dispute/playToJudgement.ts'

let chain: DisputeChain

before(async () => {
  chain = await openDisputeChain()
})

/** The largest program of its kind whose last step the load gate takes. */
function largestJudgeable(build: (size: number) => Program, most: number): Program {
  const isJudgeable = (size: number) => {
    const program = build(size)
    const { gas, calldata } = stepCost(program, program.steps.length - 1)
    return gas <= gasModel.limit && calldata <= gasModel.calldataLimit
  }
  let [low, high] = [1, most]
  assert(isJudgeable(low) && !isJudgeable(high), 'the sizes tried do not hold the largest')
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (isJudgeable(middle)) low = middle
    else high = middle
  }
  return build(low)
}

/** A node that adds to an estimate: half as much again, or all that a block takes. */
const padded = {
  half: (estimate: bigint) => (estimate * 3n) / 2n,
  block: () => 30_000_000n,
}

function through(pad: (estimate: bigint) => bigint): DisputeChain {
  const client = createPublicClient({
    transport: custom(
      {
        request: async ({ method, params }: { method: string; params: unknown[] }) => {
          const answer = await chain.provider.request({ method, params })
          return method === 'eth_estimateGas' ? numberToHex(pad(BigInt(answer as string))) : answer
        },
      },
      { retryCount: 0 },
    ),
  })
  return {
    ...chain,
    async transact(from, call) {
      const gas = await gasLimit(client, { from, ...encodeCall(call) })
      assert(gas <= MAX_TRANSACTION_GAS, `${gas} gas asked for`)
      return chain.transact(from, call, numberToHex(gas))
    },
  }
}

const kinds: readonly (readonly [name: string, build: (size: number) => Program, most: number])[] =
  [
    ['MatMul over long rows', matMul, 200_000],
    ['Softmax over a long row', softmax, 200_000],
    [
      'Conv2d over a square of one channel',
      (size) => conv([size + 5, size + 5, 1], [size, size], 1),
      400,
    ],
    [
      'MaxPool over a square of one channel',
      (size) => maxPool([size + 3, size + 3, 1], [size, size]),
      400,
    ],
  ]

for (const [index, [name, build, most]] of kinds.entries()) {
  test(`the largest judgeable ${name} is judged by one transaction, however a node pads its estimate`, {
    timeout: 120_000,
  }, async () => {
    const program = largestJudgeable(build, most)
    const element = elementCount(program.steps.at(-1)!.output.shape) - 1
    const input = noise(byteLength(program.input))
    for (const [turn, pad] of Object.values(padded).entries()) {
      const seed = 1_000 + 2 * index + turn
      const judged = await playToJudgement(through(pad), { seed, program, input, element })
      assert(judged.gasUsed <= gasModel.limit, `${judged.gasUsed} gas`)
      console.log(`${name}: ${judged.gasUsed} gas`)
    }
  })
}
