import type { Address, Hex } from 'viem'
import { numberToHex } from 'viem'
import { parseAccount } from 'viem/accounts'
import { sendTransaction } from 'viem/actions'
import { AccountMissingError } from './errors/namedErrors.ts'
import type { AssayClient } from './types/client.ts'

/** The most gas that a transaction may ask for (EIP-7825). */
export const MAX_TRANSACTION_GAS = 16_777_216n
/** Added to an estimate, since state may move until the transaction is in a block. */
const MARGIN_PERCENT = 20n

/** What a transaction asks for where this much was estimated: a margin more, and never more than is allowed. */
export function gasLimitFor(estimate: bigint): bigint {
  const limit = (estimate * (100n + MARGIN_PERCENT)) / 100n
  return limit > MAX_TRANSACTION_GAS ? MAX_TRANSACTION_GAS : limit
}

/** The transaction whose gas is estimated. */
export type EstimateGasParameters = {
  from: Address
  to: Address
  data?: Hex
  value?: bigint
  blockTag?: 'latest' | 'pending'
}

/**
 * The gas that a transaction takes by the node's estimate. The node is told what a transaction may have: left to itself it
 * tries with all that fills a block.
 */
export async function estimateGasWithin(
  client: AssayClient,
  { from, to, data = '0x', value = 0n, blockTag = 'latest' }: EstimateGasParameters,
): Promise<bigint> {
  const gas = numberToHex(MAX_TRANSACTION_GAS)
  const transaction = { from, to, data, gas, ...(value > 0n ? { value: numberToHex(value) } : {}) }
  return BigInt(
    await client.request({ method: 'eth_estimateGas', params: [transaction, blockTag] }),
  )
}

/**
 * What a transaction asks for. It is always said: a wallet or node that is left to choose may add half of an estimate again,
 * or take 30 million, which no block takes.
 */
export async function gasLimit(
  client: AssayClient,
  parameters: EstimateGasParameters,
): Promise<bigint> {
  return gasLimitFor(await estimateGasWithin(client, parameters))
}

/** What is sent beside the market: a plain transfer, or a call of another contract. */
export type SendWithinParameters = Pick<EstimateGasParameters, 'to' | 'data' | 'value'>

/**
 * Sends a transaction of the client's account, with the gas that it may use said.
 *
 * @returns the transaction's hash
 */
export async function sendWithin(
  client: AssayClient,
  { to, data = '0x', value = 0n }: SendWithinParameters,
): Promise<Hex> {
  if (client.account === undefined) throw new AccountMissingError()
  const account = parseAccount(client.account)
  const gas = await gasLimit(client, { from: account.address, to, data, value })
  return sendTransaction(client, { account, to, data, value, gas, chain: client.chain ?? null })
}
