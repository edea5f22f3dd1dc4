import { OutOfGasError } from './OutOfGasError.ts'
import type { TransactionOutcome } from './TransactionSender.ts'

/** Whether a transaction was not sent because its account cannot pay for it. */
export function isOutOfGas(outcome: TransactionOutcome): boolean {
  return 'reason' in outcome && outcome.reason instanceof OutOfGasError
}
