import { type Deployment, encodeCall, type Permit, tokenCalls } from '@assay/protocol'
import type { Account } from 'viem'
import { parseSignature, size } from 'viem'
import {
  readContract,
  sendTransaction,
  signTypedData,
  waitForTransactionReceipt,
} from 'viem/actions'
import type { AssayClient } from '../types/client.ts'
import { tokenAbi } from './abis.ts'
import { chainTime } from './chainTime.ts'

export type FundingStep = 'sign-permit' | 'approve' | 'deposit'

export type FundingParameters = {
  deployment: Deployment
  account: Account
  amount: bigint
  onStep?: ((step: FundingStep) => void) | undefined
}

/** How long a permit may lie around before it is used (seconds). */
const PERMIT_LIFETIME = 3600

const permitTypes = {
  Permit: [
    { name: 'owner', type: 'address' },
    { name: 'spender', type: 'address' },
    { name: 'value', type: 'uint256' },
    { name: 'nonce', type: 'uint256' },
    { name: 'deadline', type: 'uint256' },
  ],
} as const

/**
 * Lets the ledger take an amount of the account's tokens: by what it may take already, else by a permit where the token and the
 * account can, else by an approval in a transaction of its own, for which it waits.
 *
 * @returns the permit to deposit with; undefined where the ledger may take the tokens without one
 */
export async function allowLedger(
  client: AssayClient,
  parameters: FundingParameters,
): Promise<Permit | undefined> {
  const { deployment, account, amount, onStep } = parameters
  const allowance = await readContract(client, {
    address: deployment.token,
    abi: tokenAbi,
    functionName: 'allowance',
    args: [account.address, deployment.ledger],
  })
  if (allowance < amount) {
    const permit = await signPermit(client, parameters)
    if (permit !== undefined) return permit
    onStep?.('approve')
    const hash = await sendTransaction(client, {
      account,
      ...encodeCall(tokenCalls.approveLedger(deployment, { amount })),
      chain: client.chain ?? null,
    })
    await waitForTransactionReceipt(client, { hash })
  }
  onStep?.('deposit')
  return undefined
}

/**
 * Signs a permit with which the ledger can take the tokens.
 *
 * @returns undefined where token or account know no permits
 */
export async function signPermit(
  client: AssayClient,
  parameters: FundingParameters,
): Promise<Permit | undefined> {
  const { deployment, account, amount, onStep } = parameters
  const token = { address: deployment.token, abi: tokenAbi } as const
  let domain: readonly unknown[]
  let nonce: bigint
  try {
    ;[domain, nonce] = await Promise.all([
      readContract(client, { ...token, functionName: 'eip712Domain' }),
      readContract(client, { ...token, functionName: 'nonces', args: [account.address] }),
    ])
  } catch {
    // A token without permits reverts here; a network failure comes up again with the approval.
    return undefined
  }
  const deadline = BigInt((await chainTime(client)) + PERMIT_LIFETIME)
  onStep?.('sign-permit')
  const signature = await signTypedData(client, {
    account,
    domain: {
      name: domain[1] as string,
      version: domain[2] as string,
      chainId: deployment.chainId,
      verifyingContract: deployment.token,
    },
    types: permitTypes,
    primaryType: 'Permit',
    message: {
      owner: account.address,
      spender: deployment.ledger,
      value: amount,
      nonce,
      deadline,
    },
  })
  // EIP-2612 takes signatures of a plain key only; a contract wallet's has another form.
  if (size(signature) !== 65) return undefined
  const { r, s, v, yParity } = parseSignature(signature)
  return { deadline, v: Number(v ?? BigInt(27 + yParity)), r, s }
}
