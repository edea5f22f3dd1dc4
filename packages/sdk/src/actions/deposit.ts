import type { Deployment } from '@assay/protocol'
import type { Account, Address, Hex } from 'viem'
import { fundingCalls } from '../chain/fundingCalls.ts'
import { accountOf, checkChain, writeMarket } from '../chain/writeMarket.ts'
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
 * Moves tokens from the wallet into the market: with a signed permit in one transaction, or after an approval.
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
    const calls = await fundingCalls(client, { deployment, account, amount, onStep })
    return await writeMarket(client, { deployment, account, calls })
  } catch (error) {
    throw explainChainError(error)
  }
}
