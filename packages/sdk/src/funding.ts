import { type Deployment, encodeCall, type Permit, tokenCalls } from '@assay/protocol'
import { type Account, erc20Abi, type Hex, parseSignature, size } from 'viem'
import { readContract } from 'viem/actions'
import { beforeSending, explainEnd, followTransaction } from './followTransaction.ts'
import { signTypedData } from './signTypedData.ts'
import { chainTime } from './time.ts'
import type { AssayClient } from './types/client.ts'
import type { Writer } from './write.ts'

/** What a wallet is asked for on the way to a deposit. */
export type FundingStep = 'sign-permit' | 'approve' | 'deposit'

/** A deposit for which a permit is wanted. */
export type PermitParameters = {
  deployment: Deployment
  account: Account
  amount: bigint
  /** Called before each thing that the wallet is asked for. */
  onStep?: ((step: FundingStep) => void) | undefined
}

/** How long a permit may lie around before it is used (seconds). */
const PERMIT_LIFETIME = 3600

/** What a token with permits has beyond ERC-20 (EIP-2612, ERC-5267). */
const permitAbi = [
  {
    type: 'function',
    name: 'nonces',
    stateMutability: 'view',
    inputs: [{ name: 'owner', type: 'address' }],
    outputs: [{ type: 'uint256' }],
  },
  {
    type: 'function',
    name: 'eip712Domain',
    stateMutability: 'view',
    inputs: [],
    outputs: [
      { name: 'fields', type: 'bytes1' },
      { name: 'name', type: 'string' },
      { name: 'version', type: 'string' },
      { name: 'chainId', type: 'uint256' },
      { name: 'verifyingContract', type: 'address' },
      { name: 'salt', type: 'bytes32' },
      { name: 'extensions', type: 'uint256[]' },
    ],
  },
] as const

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
 * @throws TransactionRevertedError, TransactionCancelledError or TransactionDroppedError where the approval did not happen
 * @returns the permit to deposit with; undefined where the ledger may take the tokens without one
 */
export async function allowLedger(
  client: AssayClient,
  writer: Writer,
  parameters: Omit<PermitParameters, 'account'>,
): Promise<Permit | undefined> {
  const { deployment, amount, onStep } = parameters
  const { account } = writer
  const allowance = await readContract(client, {
    address: deployment.token,
    abi: erc20Abi,
    functionName: 'allowance',
    args: [account.address, deployment.ledger],
  })
  if (allowance < amount) {
    const permit = await signPermit(client, { ...parameters, account })
    if (permit !== undefined) return permit
    onStep?.('approve')
    const approval = tokenCalls.approveLedger(deployment, { amount })
    const sent = await beforeSending(client, { from: account.address, ...encodeCall(approval) })
    const hash = await writer.send(approval)
    const unfinished = explainEnd(await followTransaction(client, { sent: { ...sent, hash } }))
    if (unfinished !== undefined) throw unfinished
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
  parameters: PermitParameters,
): Promise<Permit | undefined> {
  const { deployment, account, amount, onStep } = parameters
  const token = { address: deployment.token, abi: permitAbi } as const
  let domain: readonly [Hex, string, string, ...unknown[]]
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
      name: domain[1],
      version: domain[2],
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
