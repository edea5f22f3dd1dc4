import { gasLimitFor, MAX_TRANSACTION_GAS } from '@assay/sdk'
import { type Hex, numberToHex } from 'viem'

/** A connection to a node, as Hardhat has it. */
export interface Provider {
  request(call: { method: string; params?: unknown }): Promise<unknown>
}

/**
 * Holds the gas that a deployment asks for to what a transaction may have (EIP-7825): the node is told so, and what it estimates
 * beyond is cut off, since nodes may add to an estimate.
 */
export function boundEstimates(provider: Provider): void {
  const ask = provider.request.bind(provider)
  provider.request = async (call) => {
    if (call.method !== 'eth_estimateGas') return ask(call)
    const [transaction, ...rest] = call.params as [object, ...unknown[]]
    const bounded = { ...transaction, gas: numberToHex(MAX_TRANSACTION_GAS) }
    const estimate = await ask({ ...call, params: [bounded, ...rest] })
    return numberToHex(gasLimitFor(BigInt(estimate as Hex)))
  }
}
