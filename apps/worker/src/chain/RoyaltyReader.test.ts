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
} from 'viem'
import { RoyaltyReader } from './RoyaltyReader.ts'

const hash = (digit: string): Hex => `0x${digit.repeat(64)}`
const publisher = `0x${'a'.repeat(40)}` as const

test('default: a royalty is read once, as soon as its model is published', async () => {
  const published = new Map([[hash('1'), 500]])
  const asked: Hex[] = []
  const request = async ({ params }: { params: [{ data: Hex }] }) => {
    const { args } = decodeFunctionData({ abi: modelRegistryAbi, data: params[0].data })
    const model = args?.[0] as Hex
    asked.push(model)
    const royalty = published.get(model)
    return encodeFunctionResult({
      abi: modelRegistryAbi,
      functionName: 'royaltyOf',
      result: royalty === undefined ? [zeroAddress, 0] : [publisher, royalty],
    })
  }
  const reader = new RoyaltyReader({
    client: createClient({ transport: custom({ request }) }),
    deployment: { modelRegistry: publisher },
    models: [hash('1'), hash('2')],
  })
  assert.deepEqual([...(await reader.read())], [[hash('1'), 500]])
  published.set(hash('2'), 0)
  const both = [
    [hash('1'), 500],
    [hash('2'), 0],
  ]
  assert.deepEqual([...(await reader.read())], both)
  assert.deepEqual([...(await reader.read())], both)
  assert.deepEqual(asked, [hash('1'), hash('2'), hash('2')])
  reader.forget()
  await reader.read()
  assert.equal(asked.length, 5)
})
