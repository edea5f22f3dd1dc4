import type { Deployment, Input, Request } from '@assay/protocol'
import { hashRequest, marketCalls } from '@assay/protocol'
import type { Account, Address, Hex } from 'viem'
import { allowLedger } from '../chain/funding.ts'
import { accountOf, checkChain, writeCall } from '../chain/writeCall.ts'
import { explainChainError } from '../errors/explainChainError.ts'
import { InsufficientTokenError } from '../errors/namedErrors.ts'
import type { AssayClient } from '../types/client.ts'
import { getBalance } from './getBalance.ts'

export type RequestInferenceParameters = {
  deployment: Deployment
  /** From prepareRequest. */
  request: Request
  /** From prepareRequest. */
  input: Input
  account?: Account | Address
  /** Called before each thing the wallet is asked for, so that a screen can say what it is. */
  onStep?: (step: 'sign-permit' | 'approve' | 'deposit' | 'post') => void
}

export type RequestInferenceReturnType = {
  jobId: Hex
  /** The transaction that posts the request (and deposits, where the token has permit). */
  hash: Hex
}

/**
 * Posts a prepared request, depositing what is missing of its price in the same transaction.
 *
 * @throws InsufficientTokenError, or BaseError with the reason in words; nothing is spent then
 * @example
 * const { jobId } = await requestInference(client, { deployment, ...(await prepareRequest(client, offer)) })
 */
export async function requestInference(
  client: AssayClient,
  parameters: RequestInferenceParameters,
): Promise<RequestInferenceReturnType> {
  const { deployment, request, input, onStep } = parameters
  try {
    const account = accountOf(client, parameters.account)
    await checkChain(client, deployment)
    const balance = await getBalance(client, { deployment, address: account.address })
    const price = request.offer.maxFee * BigInt(request.policy.seats)
    const missing = price > balance.free ? price - balance.free : 0n
    if (missing > balance.wallet) {
      throw new InsufficientTokenError({
        needed: price,
        held: balance.free + balance.wallet,
        ...balance,
      })
    }
    const post = marketCalls.post(deployment, { request, input })
    let call = post
    if (missing > 0n) {
      const permit = await allowLedger(client, { deployment, account, amount: missing, onStep })
      const deposited = { request, amount: missing }
      const deposit =
        permit === undefined
          ? marketCalls.deposit(deployment, deposited)
          : marketCalls.depositWithPermit(deployment, { ...deposited, permit })
      call = marketCalls.multicall([deposit, post])
    }
    onStep?.('post')
    const hash = await writeCall(client, { deployment, account, call })
    return { jobId: hashRequest(deployment, request), hash }
  } catch (error) {
    throw explainChainError(error)
  }
}
