import { BaseError as AssayError, causesOf, isCausedBy } from '@assay/sdk'

export type Explanation = {
  kind:
    | 'rejected'
    | 'unreachable'
    | 'gas'
    /** The wallet put another transaction in its place. */
    | 'cancelled'
    /** The network lost it. */
    | 'dropped'
    /** The wallet no longer answers. */
    | 'disconnected'
    | 'other'
  /** What happened. */
  title: string
  /** What follows from it and what to do. */
  detail: string
}

const NO_GAS = /insufficient funds|doesn't have enough funds/i
const WRONG_NONCE = /nonce too (high|low)/i

/** What to do about a wallet that remembers a chain which is no longer there. */
const NONCE_REMEDY =
  'Nothing was sent. Clear what the wallet remembers of this network (in MetaMask: Settings, Advanced, Clear activity tab data), then try again.'

/** What became of a write before it went wrong: whether anything was sent. Undefined where nothing was written. */
export type Sent = boolean | undefined

const fates = {
  none: 'You can try again.',
  unsent: 'Nothing was sent. You can try again.',
  sent: 'What was sent before it is in the activity list. Look there before you try again.',
} as const

function fateOf(sent: Sent): string {
  return sent === undefined ? fates.none : sent ? fates.sent : fates.unsent
}

/**
 * Says an error in words: what happened, what it means for the reader's money, what to do.
 *
 * @param sent of a write, whether an earlier transaction of it was sent: only then is anything said about that
 */
export function explainError(error: unknown, sent?: Sent): Explanation {
  const causes = [...causesOf(error)]
  const known = causes.find((cause) => cause instanceof AssayError)
  const name = known?.name
  if (name === 'TransactionCancelledError')
    return {
      kind: 'cancelled',
      title: 'You replaced this transaction in your wallet.',
      detail: 'This one did not happen, and you paid only gas. You can try again.',
    }
  if (name === 'TransactionDroppedError')
    return {
      kind: 'dropped',
      title: 'The network has lost this transaction.',
      detail: 'It is in no block, so nothing was paid. Send it again from here.',
    }
  if (name === 'WalletLostError' || causes.some(isGone))
    return {
      kind: 'disconnected',
      title: 'The connection to your wallet is lost.',
      detail: `${sent === true ? fates.sent : 'Nothing was sent.'} Unlock the wallet, then connect it again.`,
    }
  if (isCausedBy(error, 'NonceTooHighError') || says(causes, /nonce too high/i))
    return {
      kind: 'other',
      title: 'Your wallet counts this account’s transactions from an earlier chain.',
      detail: NONCE_REMEDY,
    }
  if (name === 'UserRejectedError' || causes.some(isRejection))
    return {
      kind: 'rejected',
      title: 'You rejected this in your wallet.',
      detail:
        sent === true
          ? `This was not sent. ${fates.sent}`
          : 'Nothing was sent and nothing was spent. You can try again.',
    }
  if (name === 'NetworkError' || causes.some(isSilence))
    return {
      kind: 'unreachable',
      title: 'The chain cannot be reached.',
      detail: `The RPC endpoint gave no answer. ${sent === undefined ? 'This page asks again by itself.' : fateOf(sent)}`,
    }
  if (name === 'InsufficientGasError' || says(causes, NO_GAS))
    return {
      kind: 'gas',
      title: 'The account has too little ETH to pay for gas.',
      detail: `${sent === true ? fates.sent : 'Nothing was sent.'} Add ETH to the account first.`,
    }
  if (known !== undefined)
    return {
      kind: 'other',
      title: clip(known.shortMessage),
      detail: clip(known.remedy ?? fateOf(sent)),
    }
  return { kind: 'other', title: clip(messageOf(error)), detail: fateOf(sent) }
}

/** What a wallet or a node answers where it certainly sent nothing. */
const REFUSALS = [
  'UserRejectedRequestError',
  'InsufficientFundsError',
  'NonceTooLowError',
  'NonceTooHighError',
  'IntrinsicGasTooLowError',
  'IntrinsicGasTooHighError',
  'FeeCapTooLowError',
  'FeeCapTooHighError',
  'TipAboveFeeCapError',
  'ExecutionRevertedError',
  'InvalidParamsRpcError',
  'MethodNotFoundRpcError',
  'MethodNotSupportedRpcError',
  'UnauthorizedProviderError',
  'ProviderDisconnectedError',
  'ChainDisconnectedError',
  'ChainMismatchError',
]

/**
 * Whether a transaction may be on its way although the wallet, once it was told to send, answered with this error. An endpoint that fails
 * after it took the transaction says the same as one that never got it.
 */
export function maySend(error: unknown): boolean {
  const causes = [...causesOf(error)]
  if (causes.some(isRejection) || says(causes, NO_GAS) || says(causes, WRONG_NONCE)) return false
  return !isCausedBy(error, ...REFUSALS)
}

function says(causes: readonly unknown[], words: RegExp): boolean {
  return causes.some((cause) => cause instanceof Error && words.test(cause.message))
}

/** A wallet that is there and no longer connected (EIP-1193). */
function isGone(cause: unknown): boolean {
  if (typeof cause !== 'object' || cause === null || !('code' in cause)) return false
  return cause.code === 4900 || cause.code === 4901
}

function isSilence(cause: unknown): boolean {
  return isNamed(cause, 'HttpRequestError', 'TimeoutError', 'WebSocketRequestError')
}

function isRejection(cause: unknown): boolean {
  if (isNamed(cause, 'UserRejectedRequestError')) return true
  return typeof cause === 'object' && cause !== null && 'code' in cause && cause.code === 4001
}

/** By name: the library whose classes these are is not part of the page's first load. */
function isNamed(cause: unknown, ...names: readonly string[]): boolean {
  return cause instanceof Error && names.includes(cause.name)
}

function messageOf(error: unknown): string {
  // viem's errors have a sentence beside their message of many lines.
  if (error instanceof Error && 'shortMessage' in error) return String(error.shortMessage)
  return error instanceof Error ? error.message : 'Something unexpected happened.'
}

/** Messages may carry what a node or a wallet wrote: a screenful of it helps nobody. */
function clip(message: string): string {
  const line = message.split('\n')[0] ?? message
  return line.length > 240 ? `${line.slice(0, 239)}…` : line
}
