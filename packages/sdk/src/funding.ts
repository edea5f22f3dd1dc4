import { type Call, type Deployment, encodeCall, type Permit, tokenCalls } from '@assay/protocol'
import { type Address, erc20Abi } from 'viem'
import { call, readContract } from 'viem/actions'
import { beforeSending, explainEnd, followTransaction } from './followTransaction.ts'
import { signPermit } from './permit.ts'
import type { AssayClient } from './types/client.ts'
import type { Writer } from './write.ts'

/** What a wallet is asked for on the way to a deposit. */
export type FundingStep = 'sign-permit' | 'approve' | 'deposit'

/** A deposit that the ledger has to be allowed to take. */
export type FundingParameters = {
  deployment: Deployment
  amount: bigint
  /** Called before each thing that the wallet is asked for. */
  onStep?: ((step: FundingStep) => void) | undefined
}

/**
 * The approvals that let the ledger take an amount of an account's tokens, in their order: none where it may take as much already.
 * There are two where the token refuses to change an allowance that is not zero (USDT): the first sets it to zero.
 */
export async function approvalsFor(
  client: AssayClient,
  parameters: { deployment: Deployment; account: Address; amount: bigint },
): Promise<Call[]> {
  const { deployment, account, amount } = parameters
  const allowed = await readContract(client, {
    address: deployment.token,
    abi: erc20Abi,
    functionName: 'allowance',
    args: [account, deployment.ledger],
  })
  if (allowed >= amount) return []
  const approval = tokenCalls.approveLedger(deployment, { amount })
  if (allowed === 0n) return [approval]
  try {
    await call(client, { account, ...encodeCall(approval) })
    return [approval]
  } catch {
    return [tokenCalls.approveLedger(deployment, { amount: 0n }), approval]
  }
}

/**
 * Lets the ledger take an amount of the account's tokens: by what it may take already, else by a permit where token
 * and account can, else by approvals in
 * transactions of their own, for which it waits.
 *
 * @throws TransactionRevertedError, TransactionCancelledError or TransactionDroppedError where the approval did not happen
 * @returns the permit to deposit with; undefined where the ledger may take the tokens without one
 */
export async function allowLedger(
  client: AssayClient,
  writer: Writer,
  parameters: FundingParameters,
): Promise<Permit | undefined> {
  const { deployment, amount, onStep } = parameters
  const { account } = writer
  const approvals = await approvalsFor(client, { deployment, account: account.address, amount })
  if (approvals.length > 0) {
    const permit = await signPermit(client, { ...parameters, account })
    if (permit !== undefined) return permit
  }
  for (const approval of approvals) {
    onStep?.('approve')
    const sent = await beforeSending(client, { from: account.address, ...encodeCall(approval) })
    const hash = await writer.send(approval)
    const unfinished = explainEnd(await followTransaction(client, { sent: { ...sent, hash } }))
    if (unfinished !== undefined) throw unfinished
  }
  onStep?.('deposit')
  return undefined
}
