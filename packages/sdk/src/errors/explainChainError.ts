import { BaseError } from './BaseError.ts'
import { isCausedBy } from './causes.ts'
import { decodeContractError } from './decodeContractError.ts'

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
  if (isCausedBy(error, 'InsufficientFundsError')) {
    return new BaseError("The account has too little of the chain's coin to pay for gas.", {
      cause: error,
      name: 'InsufficientGasError',
      remedy: 'Send it some, or use another account.',
    })
  }
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
