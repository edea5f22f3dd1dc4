import { type Deployment, encodeCall, ledgerAbi, ledgerCalls } from '@assay/protocol'
import { approvalsFor, signPermit } from '@assay/sdk'
import { type Address, erc20Abi } from 'viem'
import { readContract } from 'viem/actions'
import type { ChainClient } from './chain/createChainClient.ts'
import type { TransactionOutcome, TransactionSender } from './sender/TransactionSender.ts'

type Place = { client: ChainClient; deployment: Deployment }

/** What an account has, in the token's smallest unit: free in the ledger, and in its wallet. */
export async function readFunds(
  { client, deployment }: Place,
  account: Address,
): Promise<{ ledger: bigint; wallet: bigint }> {
  const of = { functionName: 'balanceOf', args: [account] } as const
  const [ledger, wallet] = await Promise.all([
    readContract(client, { address: deployment.ledger, abi: ledgerAbi, ...of }),
    readContract(client, { address: deployment.token, abi: erc20Abi, ...of }),
  ])
  return { ledger, wallet }
}

/**
 * Moves the sender's own tokens from its wallet into the ledger: with a permit where token and account know one, else after an
 * approval.
 *
 * @returns how the last transaction that was needed went
 */
export async function deposit(
  { client, deployment, sender }: Place & { sender: TransactionSender },
  amount: bigint,
): Promise<TransactionOutcome> {
  const account = sender.address
  const approvals = await approvalsFor(client, { deployment, account, amount })
  const permit =
    approvals.length > 0
      ? await signPermit(client, { deployment, account: client.account, amount })
      : undefined
  for (const approval of permit === undefined ? approvals : []) {
    const approved = await sender.send({ kind: 'approve', key: 'approve', ...encodeCall(approval) })
    if (approved.status !== 'included') return approved
  }
  const call =
    permit === undefined
      ? ledgerCalls.deposit(deployment, { account, amount })
      : ledgerCalls.depositWithPermit(deployment, { account, amount, permit })
  return sender.send({ kind: 'deposit', key: 'deposit', ...encodeCall(call) })
}
