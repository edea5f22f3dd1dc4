import {
  HttpRequestError,
  InsufficientFundsError,
  TimeoutError,
  UserRejectedRequestError,
  BaseError as ViemBaseError,
  WebSocketRequestError,
} from 'viem'
import { BaseError } from './BaseError.ts'
import { decodeContractError } from './decodeContractError.ts'

/** Turns any error of a call to chain or wallet into one with a sentence and a remedy. */
export function explainChainError(error: unknown): BaseError {
  if (error instanceof BaseError) return error
  if (!(error instanceof ViemBaseError)) {
    return new BaseError(error instanceof Error ? error.message : String(error), { cause: error })
  }
  if (find(error, UserRejectedRequestError)) {
    return new BaseError('The request was rejected in the wallet.', {
      cause: error,
      name: 'UserRejectedError',
      remedy: 'Nothing was sent and nothing spent; try again when ready.',
    })
  }
  if (find(error, InsufficientFundsError)) {
    return new BaseError("The account has too little of the chain's coin to pay for gas.", {
      cause: error,
      name: 'InsufficientGasError',
      remedy: 'Send it some, or use another account.',
    })
  }
  const reverted = decodeContractError(error)
  if (reverted) return reverted
  if (
    find(error, HttpRequestError) ||
    find(error, TimeoutError) ||
    find(error, WebSocketRequestError)
  ) {
    return new BaseError('The chain cannot be reached.', {
      cause: error,
      name: 'NetworkError',
      remedy: 'Check the connection and the RPC address, then try again.',
    })
  }
  return new BaseError(error.shortMessage, { cause: error })
}

function find(error: ViemBaseError, kind: abstract new (...args: never[]) => Error): boolean {
  return error.walk((at) => at instanceof kind) !== null
}
