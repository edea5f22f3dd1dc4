import {
  appendFileSync,
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'
import {
  type Block,
  type Hex,
  keccak256,
  serializeTransaction,
  type Transaction,
  type TransactionSerializable,
} from 'viem'

/** One block of the local chain: all that is needed to make it again. */
export interface LoggedBlock {
  readonly number: number
  readonly timestamp: number
  readonly hash: Hex
  /** Signed transactions, in order, as they were broadcast. */
  readonly transactions: readonly Hex[]
}

/** What the log's first line holds: where the chain began. */
export interface ChainGenesis {
  readonly chainId: number
  /** Unix seconds of block 0. */
  readonly timestamp: number
}

export interface ChainLog {
  readonly genesis: ChainGenesis
  readonly blocks: readonly LoggedBlock[]
}

/**
 * Reads a chain log. A last line that was cut off by a crash is dropped; undefined where there is
 * no log yet.
 */
export function readChainLog(path: string): ChainLog | undefined {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
  const lines = text.split('\n')
  lines.pop()
  const [first, ...rest] = lines
  if (first === undefined) return undefined
  const blocks = rest.map((line) => JSON.parse(line) as LoggedBlock)
  return { genesis: JSON.parse(first) as ChainGenesis, blocks }
}

/** Begins a log with its genesis line, replacing what stood there. */
export function beginChainLog(path: string, genesis: ChainGenesis): void {
  mkdirSync(dirname(path), { recursive: true })
  const file = openSync(path, 'w')
  writeSync(file, `${JSON.stringify(genesis)}\n`)
  fsyncSync(file)
  closeSync(file)
}

/** Appends one block to a log. */
export function appendChainLog(path: string, block: LoggedBlock): void {
  appendFileSync(path, `${JSON.stringify(block)}\n`)
}

/** The signed bytes of a mined transaction, made again from its fields and checked by its hash. */
export function signedBytes(transaction: Transaction): Hex {
  const { r, s, v, yParity, input, gas, hash, ...fields } = transaction
  const unsigned = { ...fields, data: input, gas } as unknown as TransactionSerializable
  const signature = yParity === undefined ? { r, s, v } : { r, s, yParity }
  const bytes = serializeTransaction(unsigned, signature)
  if (keccak256(bytes) !== hash)
    throw new Error(`transaction ${hash} cannot be written down as it was signed`)
  return bytes
}

/** The log's record of a block that was fetched with its transactions. */
export function loggedBlock(block: Block<bigint, true>): LoggedBlock {
  if (block.number === null || block.hash === null)
    throw new Error('a pending block is not part of the chain yet')
  return {
    number: Number(block.number),
    timestamp: Number(block.timestamp),
    hash: block.hash,
    transactions: block.transactions.map(signedBytes),
  }
}
