import { BaseError as AssayError, causesOf } from '@assay/sdk'
import {
  BaseError as ChainError,
  HttpRequestError,
  TimeoutError,
  UserRejectedRequestError,
} from 'viem'

export type Explanation = {
  kind: 'rejected' | 'unreachable' | 'gas' | 'other'
  /** What happened. */
  title: string
  /** What follows from it and what to do. */
  detail: string
}

const NO_GAS = /insufficient funds|doesn't have enough funds/i

/** Says an error in words: what happened, what it means for the reader's money, what to do. */
export function explainError(error: unknown): Explanation {
  const causes = [...causesOf(error)]
  const known = causes.find((cause) => cause instanceof AssayError)
  if (known?.name === 'UserRejectedError' || causes.some(isRejection))
    return {
      kind: 'rejected',
      title: 'You rejected this in your wallet.',
      detail: 'Nothing was sent and nothing was spent. You can try again.',
    }
  if (known?.name === 'NetworkError' || causes.some(isSilence))
    return {
      kind: 'unreachable',
      title: 'The chain cannot be reached.',
      detail: 'The RPC endpoint gave no answer. Nothing is lost; this page asks again by itself.',
    }
  if (
    known?.name === 'InsufficientGasError' ||
    causes.some((cause) => cause instanceof Error && NO_GAS.test(cause.message))
  )
    return {
      kind: 'gas',
      title: 'The account has too little ETH to pay for gas.',
      detail: 'Nothing was sent. Add ETH to the account and try again.',
    }
  if (known !== undefined)
    return {
      kind: 'other',
      title: clip(known.shortMessage),
      detail: clip(known.remedy ?? 'Nothing was sent.'),
    }
  return { kind: 'other', title: clip(messageOf(error)), detail: 'You can try again.' }
}

function isSilence(cause: unknown): boolean {
  return cause instanceof HttpRequestError || cause instanceof TimeoutError
}

function isRejection(cause: unknown): boolean {
  if (cause instanceof UserRejectedRequestError) return true
  return typeof cause === 'object' && cause !== null && 'code' in cause && cause.code === 4001
}

function messageOf(error: unknown): string {
  if (error instanceof ChainError) return error.shortMessage
  return error instanceof Error ? error.message : 'Something unexpected happened.'
}

/** Messages may carry what a node or a wallet wrote: a screenful of it helps nobody. */
function clip(message: string): string {
  const line = message.split('\n')[0] ?? message
  return line.length > 240 ? `${line.slice(0, 239)}…` : line
}
