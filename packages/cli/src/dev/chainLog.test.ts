import assert from 'node:assert/strict'
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import type { Hex, Transaction } from 'viem'
import { keccak256, parseTransaction } from 'viem'
import { appendChainLog, beginChainLog, readChainLog, signedBytes } from './chainLog.ts'
import { localDemo } from './localAccounts.ts'

let folder: string
const path = () => join(folder, 'deep', 'chain.jsonl')
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'assay-chain-log-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const block = (number: number) => ({
  number,
  timestamp: 1_000 + number,
  hash: `0x${String(number).padStart(64, '0')}` as Hex,
  transactions: [],
})

describe('chain log', () => {
  it('what was appended is read back in order', () => {
    beginChainLog(path(), { chainId: 31337, timestamp: 1_000 })
    appendChainLog(path(), block(1))
    appendChainLog(path(), block(2))
    assert.deepEqual(readChainLog(path()), {
      genesis: { chainId: 31337, timestamp: 1_000 },
      blocks: [block(1), block(2)],
    })
  })

  it('there is nothing to read before a chain began', () => {
    assert.equal(readChainLog(path()), undefined)
  })

  it('a line that a crash cut off is dropped', () => {
    beginChainLog(path(), { chainId: 31337, timestamp: 1_000 })
    appendChainLog(path(), block(1))
    appendFileSync(path(), '{"number":2,"times')
    assert.deepEqual(readChainLog(path())?.blocks, [block(1)])
  })

  it('a new chain replaces the log', () => {
    beginChainLog(path(), { chainId: 31337, timestamp: 1_000 })
    appendChainLog(path(), block(1))
    beginChainLog(path(), { chainId: 31337, timestamp: 2_000 })
    assert.deepEqual(readChainLog(path()), {
      genesis: { chainId: 31337, timestamp: 2_000 },
      blocks: [],
    })
  })
})

describe('signedBytes', () => {
  const mined = async () => {
    const bytes = await localDemo.signTransaction({
      chainId: 31337,
      type: 'eip1559',
      nonce: 7,
      to: '0x000000000000000000000000000000000000dEaD',
      value: 5n,
      gas: 50_000n,
      maxFeePerGas: 3n,
      maxPriorityFeePerGas: 1n,
      data: '0x1234',
    })
    const { data, ...fields } = parseTransaction(bytes)
    const transaction = { ...fields, input: data, hash: keccak256(bytes) } as unknown as Transaction
    return { bytes, transaction }
  }

  it('makes a mined transaction into the bytes that were signed', async () => {
    const { bytes, transaction } = await mined()
    assert.equal(signedBytes(transaction), bytes)
  })

  it('refuses a transaction whose fields are not those of its hash', async () => {
    const { transaction } = await mined()
    const changed = { ...transaction, value: 6n } as Transaction
    assert.throws(() => signedBytes(changed), /cannot be written down as it was signed/)
  })
})
