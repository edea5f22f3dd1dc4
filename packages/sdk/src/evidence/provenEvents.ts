import type { Hex, RpcLog } from 'viem'
import { numberToHex, zeroHash } from 'viem'
import { decodeHeader, decodeReceipt, type Header } from './blockRlp.ts'
import type { EvidenceBlock } from './evidenceFile.ts'
import { provenReceipt } from './receiptTrie.ts'

/** More logs than a block holds, so that those of a later receipt come later. */
const LOGS_PER_RECEIPT = 2 ** 20

/** What the proofs of a file show: the logs of all receipts in the chain's order, and the blocks; or the first that does not hold. */
export type ProvenEvents = { logs: RpcLog[]; blocks: Header[] } | { problem: string }

/** Holds every receipt against the header of its block. The blocks' hashes are what remains to be believed. */
export function provenEvents(blocks: readonly EvidenceBlock[]): ProvenEvents {
  const logs: RpcLog[] = []
  const headers: Header[] = []
  for (const [i, { header: encoded, receipts }] of blocks.entries()) {
    const header = decodeHeader(encoded)
    if (header === undefined) return { problem: `blocks[${i}].header is no header of a block.` }
    if (header.number <= (headers.at(-1)?.number ?? -1)) {
      return {
        problem: `Block ${header.number} does not come after the one before it in the file.`,
      }
    }
    headers.push(header)
    let last = -1
    for (const { index, proof } of receipts) {
      const where = `receipt ${index} of block ${header.number}`
      if (index <= last) return { problem: `The ${where} stands twice, or out of order.` }
      last = index
      const receipt = provenReceipt(header.receiptsRoot, index, proof)
      if (receipt === undefined) {
        return { problem: `The proof of ${where} does not lead to the block's receipts root.` }
      }
      const found = decodeReceipt(receipt)
      if (found === undefined)
        return { problem: `The ${where} is not that of a transaction that succeeded.` }
      for (const [position, { address, topics, data }] of found.entries()) {
        logs.push({
          address,
          topics: topics as [Hex, ...Hex[]],
          data,
          blockHash: header.hash,
          blockNumber: numberToHex(header.number),
          transactionIndex: numberToHex(index),
          logIndex: numberToHex(index * LOGS_PER_RECEIPT + position),
          // A receipt does not hold its transaction's hash, and nothing here needs it.
          transactionHash: zeroHash,
          removed: false,
        } as RpcLog)
      }
    }
  }
  return { logs, blocks: headers }
}
