import { BaseError } from './BaseError.ts'
import { causesOf, isCausedBy } from './causes.ts'
import { decodeContractError } from './decodeContractError.ts'
import { InsufficientGasError } from './namedErrors.ts'

/** Turns any error of a call to chain or wallet into one with a sentence and a remedy. */
export function explainChainError(error: unknown): BaseError {
  if (error instanceof BaseError) return error
  if (isCausedBy(error, 'UserRejectedRequestError')) {
    return new BaseError('The request was rejected in the wallet.', {
      cause: error,
      name: 'UserRejectedError',
      remedy: 'Nothing was sent and nothing spent; try again when ready.',
    })
  }
  if (isOutOfGas(error)) return new InsufficientGasError({ cause: error })
  const reverted = decodeContractError(error)
  if (reverted) return reverted
  if (isCausedBy(error, 'HttpRequestError', 'TimeoutError', 'WebSocketRequestError')) {
    return new BaseError('The chain cannot be reached.', {
      cause: error,
      name: 'NetworkError',
      remedy: 'Check the connection and the RPC address, then try again.',
    })
  }
  return new BaseError(sentenceOf(error), { cause: error })
}

// Nodes agree on no error code here, only roughly on words: geth, Nethermind, Besu, Erigon, Hardhat, anvil.
const OUT_OF_GAS =
  /insufficient funds|insufficient balance|doesn't have enough funds|upfront cost|exceeds the balance of the account/i

/** Whether a wallet or a node refuses a transaction because its account cannot pay for it. */
export function isOutOfGas(error: unknown): boolean {
  if (isCausedBy(error, 'InsufficientFundsError')) return true
  for (const cause of causesOf(error)) {
    if (typeof cause !== 'object' || cause === null) continue
    const { message, details } = cause as { message?: unknown; details?: unknown }
    if (OUT_OF_GAS.test(`${details ?? message ?? ''}`)) return true
  }
  return false
}

/** Does something with the chain or the wallet. Whatever goes wrong comes back in words. */
export async function explained<result>(work: () => Promise<result>): Promise<result> {
  try {
    return await work()
  } catch (error) {
    throw explainChainError(error)
  }
}

function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return 'shortMessage' in error ? String(error.shortMessage) : error.message
}
