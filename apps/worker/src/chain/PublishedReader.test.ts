import assert from 'node:assert/strict'
import { test } from 'node:test'
import { modelRegistryAbi } from '@assay/protocol'
import {
  createClient,
  custom,
  decodeFunctionData,
  encodeFunctionResult,
  type Hex,
  zeroAddress,
  zeroHash,
} from 'viem'
import { PublishedReader } from './PublishedReader.ts'

const hash = (digit: string): Hex => `0x${digit.repeat(64)}`
const publisher = `0x${'a'.repeat(40)}` as const

test('what is published of a model is read once, as soon as it is published', async () => {
  const royalties = new Map([[hash('1'), 500]])
  const asked: Hex[] = []
  const request = async ({ params }: { params: [{ data: Hex }] }) => {
    const { functionName, args } = decodeFunctionData({
      abi: modelRegistryAbi,
      data: params[0].data,
    })
    const model = args?.[0] as Hex
    const royalty = royalties.get(model)
    if (functionName === 'profileOf') {
      return encodeFunctionResult({
        abi: modelRegistryAbi,
        functionName,
        result: royalty === undefined ? [zeroHash, 0n, 0n] : [hash('7'), 784n, 40n],
      })
    }
    asked.push(model)
    return encodeFunctionResult({
      abi: modelRegistryAbi,
      functionName: 'royaltyOf',
      result: royalty === undefined ? [zeroAddress, 0] : [publisher, royalty],
    })
  }
  const reader = new PublishedReader({
    client: createClient({ transport: custom({ request }) }),
    deployment: { modelRegistry: publisher },
    models: [hash('1'), hash('2')],
  })
  const published = (royaltyBps: number) => ({ royaltyBps, inputBytes: 784, outputBytes: 40 })
  assert.deepEqual([...(await reader.read())], [[hash('1'), published(500)]])
  royalties.set(hash('2'), 0)
  const both = [
    [hash('1'), published(500)],
    [hash('2'), published(0)],
  ]
  assert.deepEqual([...(await reader.read())], both)
  assert.deepEqual([...(await reader.read())], both)
  assert.deepEqual(asked, [hash('1'), hash('2'), hash('2')])
  reader.forget()
  await reader.read()
  assert.equal(asked.length, 5)
})
