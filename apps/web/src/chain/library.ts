/**
 * What reads the chain, and writes to it. It is loaded after a page is painted (useReader): until then nothing could be drawn from it, and
 * it is larger than the page.
 */
import type { Deployment } from '@assay/protocol'
import type { AssayClient } from '@assay/sdk'
import { createClient, http, webSocket } from 'viem'
import { chainOf } from './chainOf.ts'

export { readStep, tensorRoot } from '@assay/program'
export { disputeGameAbi, marketCalls, modelRegistryAbi } from '@assay/protocol'
export {
  balances,
  beforeSending,
  createEvidence,
  demands,
  disputes,
  explainChainError,
  explainEnd,
  fetchBytes,
  fetchInput,
  fetchModelCard,
  fetchOffers,
  followTransaction,
  jobs,
  models,
  requests,
  uploadInput,
  workers,
} from '@assay/sdk'
export {
  call,
  getBalance,
  getBlock,
  getBlockNumber,
  getChainId,
  getGasPrice,
  getTransactionReceipt,
  readContract,
  simulateContract,
} from 'viem/actions'

/** A client that reads the deployment's chain, with or without a wallet. */
export function createReader(deployment: Deployment): AssayClient {
  const { rpcUrl } = deployment
  const transport = rpcUrl.startsWith('ws') ? webSocket : http
  return createClient({
    chain: chainOf(deployment),
    transport: transport(rpcUrl, { retryCount: 1, retryDelay: 300, timeout: 8_000 }),
    pollingInterval: 1_000,
  })
}
