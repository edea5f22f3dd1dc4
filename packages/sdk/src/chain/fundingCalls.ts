import { type Deployment, marketAbi } from '@assay/protocol'
import type { Account, Hex } from 'viem'
import { encodeFunctionData, parseSignature, size } from 'viem'
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

export type FundingCallsParameters = {
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
 * The calls of the market that bring tokens in, to go first in a multicall.
 *
 * Signs a permit where the token and the account can; otherwise approves in a transaction of its own and waits for it.
 */
export async function fundingCalls(
  client: AssayClient,
  parameters: FundingCallsParameters,
): Promise<Hex[]> {
  const { deployment, account, amount, onStep } = parameters
  if (amount === 0n) return []
  const plain = encodeFunctionData({ abi: marketAbi, functionName: 'deposit', args: [amount] })
  const allowance = await readContract(client, {
    address: deployment.token,
    abi: tokenAbi,
    functionName: 'allowance',
    args: [account.address, deployment.market],
  })
  if (allowance >= amount) {
    onStep?.('deposit')
    return [plain]
  }

  const permit = await permitCall(client, parameters)
  if (permit !== undefined) return [permit]

  onStep?.('approve')
  const hash = await sendTransaction(client, {
    account,
    to: deployment.token,
    data: encodeFunctionData({
      abi: tokenAbi,
      functionName: 'approve',
      args: [deployment.market, amount],
    }),
    chain: client.chain ?? null,
  })
  await waitForTransactionReceipt(client, { hash })
  onStep?.('deposit')
  return [plain]
}

/**
 * Signs a permit and makes the call of the market that deposits with it.
 *
 * @returns undefined where token or account know no permits
 */
export async function permitCall(
  client: AssayClient,
  parameters: FundingCallsParameters,
): Promise<Hex | undefined> {
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
      spender: deployment.market,
      value: amount,
      nonce,
      deadline,
    },
  })
  // EIP-2612 takes signatures of a plain key only; a contract wallet's has another form.
  if (size(signature) !== 65) return undefined
  const { r, s, v, yParity } = parseSignature(signature)
  return encodeFunctionData({
    abi: marketAbi,
    functionName: 'depositWithPermit',
    args: [amount, deadline, Number(v ?? BigInt(27 + yParity)), r, s],
  })
}
