import type { Hex } from 'viem'
import type { Explanation } from '../chain/explainError.ts'

/** How far one write is. */
export type WriteState =
  | { phase: 'idle' }
  | { phase: 'wallet'; step?: string }
  | {
      phase: 'sent'
      /** Absent where the wallet gave none: it may have been sent all the same. */
      hash?: Hex
      /** The endpoint does not answer. */
      silent?: boolean
      /** The wallet sent it anew for another price. */
      repriced?: boolean
    }
  | { phase: 'done'; hash?: Hex }
  | { phase: 'failed'; explanation: Explanation }

/** What to say while a transaction is on its way. */
export function describeSent({ hash, silent, repriced }: WriteState & { phase: 'sent' }): string {
  if (silent === true)
    return 'Sent, but the endpoint does not answer. Do not send it again: this page keeps looking'
  if (hash === undefined)
    return 'Your wallet gave an error after it was asked to send. This page looks for the transaction'
  if (repriced === true) return 'Your wallet sent it again at another price; waiting for its block'
  return 'Sent; waiting for its block'
}
