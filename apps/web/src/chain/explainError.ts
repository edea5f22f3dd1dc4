import { BaseError as AssayError } from '@assay/sdk'
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

/** Says an error in words: what happened, what it means for the reader's money, what to do. */
export function explainError(error: unknown): Explanation {
  const known = findCause(error, (cause) => cause instanceof AssayError)
  const name = known instanceof AssayError ? known.name : ''
  if (name === 'UserRejectedError' || findCause(error, isRejection) !== undefined)
    return {
      kind: 'rejected',
      title: 'You rejected this in your wallet.',
      detail: 'Nothing was sent and nothing was spent. You can try again.',
    }
  if (name === 'NetworkError' || findCause(error, isSilence) !== undefined)
    return {
      kind: 'unreachable',
      title: 'The chain cannot be reached.',
      detail: 'The RPC endpoint gave no answer. Nothing is lost; this page asks again by itself.',
    }
  if (
    name === 'InsufficientGasError' ||
    /insufficient funds|doesn't have enough funds/i.test(deepMessage(error))
  )
    return {
      kind: 'gas',
      title: 'The account has too little ETH to pay for gas.',
      detail: 'Nothing was sent. Add ETH to the account and try again.',
    }
  if (known instanceof AssayError)
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

function findCause(error: unknown, accept: (cause: unknown) => boolean): unknown {
  let cause = error
  for (let depth = 0; depth < 12 && cause !== undefined && cause !== null; depth++) {
    if (accept(cause)) return cause
    cause = typeof cause === 'object' && 'cause' in cause ? cause.cause : undefined
  }
  return undefined
}

function deepMessage(error: unknown): string {
  const messages: string[] = []
  findCause(error, (cause) => {
    if (cause instanceof Error) messages.push(cause.message)
    return false
  })
  return messages.join('\n')
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
