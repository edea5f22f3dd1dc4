import { type Deployment, ledgerCalls } from '@assay/protocol'
import type { Account, Address, Hex } from 'viem'
import { allowLedger } from '../chain/funding.ts'
import { accountOf, checkChain, writeCall } from '../chain/writeCall.ts'
import { BaseError } from '../errors/BaseError.ts'
import { explainChainError } from '../errors/explainChainError.ts'
import type { AssayClient } from '../types/client.ts'

export type DepositParameters = {
  deployment: Deployment
  amount: bigint
  account?: Account | Address
  onStep?: (step: 'sign-permit' | 'approve' | 'deposit') => void
}
/** The deposit transaction's hash. */
export type DepositReturnType = Hex

/**
 * Moves tokens from the wallet into the ledger: with a signed permit in one transaction, or after an approval.
 *
 * @throws BaseError with the reason in words
 */
export async function deposit(
  client: AssayClient,
  parameters: DepositParameters,
): Promise<DepositReturnType> {
  const { deployment, amount, onStep } = parameters
  if (amount <= 0n) {
    throw new BaseError('There is nothing to deposit.', { remedy: 'Give an amount above zero.' })
  }
  try {
    const account = accountOf(client, parameters.account)
    await checkChain(client, deployment)
    const permit = await allowLedger(client, { deployment, account, amount, onStep })
    const deposited = { account: account.address, amount }
    const call =
      permit === undefined
        ? ledgerCalls.deposit(deployment, deposited)
        : ledgerCalls.depositWithPermit(deployment, { ...deposited, permit })
    return await writeCall(client, { deployment, account, call })
  } catch (error) {
    throw explainChainError(error)
  }
}
