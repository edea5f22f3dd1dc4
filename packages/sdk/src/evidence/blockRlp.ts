import { fromRlp, type Hex, hexToNumber, isHex, keccak256, size, toRlp } from 'viem'
import { withType } from './receiptTrie.ts'

/** A block as a node gives it, without decoding. Fields that later forks added may be absent. */
export type RawBlock = Readonly<Record<string, unknown>> & {
  readonly hash: Hex
  readonly number: Hex
  readonly timestamp: Hex
  readonly receiptsRoot: Hex
  readonly transactions: readonly Hex[]
}

/** A receipt as a node gives it, without decoding. */
export type RawReceipt = {
  readonly type?: Hex
  readonly status: Hex
  readonly cumulativeGasUsed: Hex
  readonly logsBloom: Hex
  readonly transactionIndex: Hex
  readonly logs: readonly RawLog[]
}

/** A log in a receipt. */
export type RawLog = {
  readonly address: Hex
  readonly topics: readonly Hex[]
  readonly data: Hex
}

/** The fields of a header in their order; numbers are written without leading zeros. */
const HEADER = [
  ['parentHash'],
  ['sha3Uncles'],
  ['miner'],
  ['stateRoot'],
  ['transactionsRoot'],
  ['receiptsRoot'],
  ['logsBloom'],
  ['difficulty', 'number'],
  ['number', 'number'],
  ['gasLimit', 'number'],
  ['gasUsed', 'number'],
  ['timestamp', 'number'],
  ['extraData'],
  ['mixHash'],
  ['nonce'],
  // Each fork since London added to the end: 1559, 4895, 4844 (two), 4788, 7685.
  ['baseFeePerGas', 'number'],
  ['withdrawalsRoot'],
  ['blobGasUsed', 'number'],
  ['excessBlobGas', 'number'],
  ['parentBeaconBlockRoot'],
  ['requestsHash'],
] as const
const RECEIPTS_ROOT = HEADER.findIndex(([name]) => name === 'receiptsRoot')
const NUMBER = HEADER.findIndex(([name]) => name === 'number')
const TIMESTAMP = HEADER.findIndex(([name]) => name === 'timestamp')

function shortest(quantity: Hex): Hex {
  const digits = BigInt(quantity).toString(16)
  return digits === '0' ? '0x' : `0x${digits.length % 2 === 0 ? '' : '0'}${digits}`
}

/** The RLP of a block's header, whose hash is the block's; other chains may have headers of other forms. */
export function encodeHeader(block: RawBlock): Hex {
  const fields: Hex[] = []
  for (const [name, kind] of HEADER) {
    const value = block[name]
    if (value === undefined || value === null) break
    fields.push(kind === 'number' ? shortest(value as Hex) : (value as Hex))
  }
  return toRlp(fields)
}

/** What of a header the evidence needs. */
export type Header = { hash: Hex; number: number; timestamp: number; receiptsRoot: Hex }

/** Reads a header; undefined where it is none. */
export function decodeHeader(header: Hex): Header | undefined {
  try {
    const fields = fromRlp(header, 'hex') as Hex[]
    const [root, number, timestamp] = [fields[RECEIPTS_ROOT], fields[NUMBER], fields[TIMESTAMP]]
    if (!isHex(root) || size(root) !== 32 || !isHex(number) || !isHex(timestamp)) return undefined
    return {
      hash: keccak256(header),
      number: countOf(number),
      timestamp: countOf(timestamp),
      receiptsRoot: root,
    }
  } catch {
    return undefined
  }
}

function countOf(hex: Hex): number {
  return hex === '0x' ? 0 : hexToNumber(hex)
}

/** A receipt as it stands in its block's trie. */
export function encodeReceipt(receipt: RawReceipt): Hex {
  const logs = receipt.logs.map(({ address, topics, data }) => [address, [...topics], data])
  const status = BigInt(receipt.status) === 1n ? '0x01' : '0x'
  const payload = [status, shortest(receipt.cumulativeGasUsed), receipt.logsBloom, logs] as const
  return withType(receipt.type ?? '0x0', toRlp(payload as never))
}

/** The logs of a receipt; undefined where it is none, or one of a transaction that failed. */
export function decodeReceipt(receipt: Hex): RawLog[] | undefined {
  try {
    // The first byte of a list is above 0x7f; what is below is a type.
    const isTyped = hexToNumber(`0x${receipt.slice(2, 4)}`) < 0x80
    const fields = fromRlp(isTyped ? `0x${receipt.slice(4)}` : receipt, 'hex')
    if (!Array.isArray(fields) || fields.length !== 4 || fields[0] !== '0x01') return undefined
    return (fields[3] as unknown as [Hex, Hex[], Hex][]).map(([address, topics, data]) => {
      const isLog =
        size(address) === 20 && topics.every((topic) => size(topic) === 32) && isHex(data)
      if (!isLog) throw new Error('no log')
      return { address, topics, data }
    })
  } catch {
    return undefined
  }
}
