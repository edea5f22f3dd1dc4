import { ContractError } from '@assay/sdk'
import type { TransactionOutcome } from './TransactionSender.ts'

/** Whether the contract did not take a transaction, for this reason. */
export function isRefusedWith(outcome: TransactionOutcome, errorName: string): boolean {
  return (
    'reason' in outcome &&
    outcome.reason instanceof ContractError &&
    outcome.reason.errorName === errorName
  )
}
