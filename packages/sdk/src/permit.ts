import { type Deployment, encodeCall, type Permit, tokenCalls } from '@assay/protocol'
import {
  type Account,
  type Address,
  domainSeparator,
  parseAbi,
  parseSignature,
  size,
  type TypedDataDomain,
} from 'viem'
import { call, getCode, readContract } from 'viem/actions'
import { signTypedData } from './signTypedData.ts'
import { chainTime } from './time.ts'
import type { AssayClient } from './types/client.ts'

/** A deposit for which a permit is wanted. */
export type PermitParameters = {
  deployment: Deployment
  account: Account
  amount: bigint
  /** Called before the wallet is asked for the signature. */
  onStep?: ((step: 'sign-permit') => void) | undefined
}

/** How long a permit stays valid after it is signed (seconds). */
const PERMIT_LIFETIME = 3600

/** What a token with permits has beyond ERC-20: EIP-2612, and where it is newer, ERC-5267. */
const permitAbi = parseAbi([
  'function nonces(address owner) view returns (uint256)',
  'function DOMAIN_SEPARATOR() view returns (bytes32)',
  'function name() view returns (string)',
  'function version() view returns (string)',
  'function eip712Domain() view returns (bytes1 fields, string name, string version, uint256 chainId, address verifyingContract, bytes32 salt, uint256[] extensions)',
])

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
 * Signs a permit with which the ledger can take the tokens.
 *
 * @returns undefined where token or account know no permits
 */
export async function signPermit(
  client: AssayClient,
  parameters: PermitParameters,
): Promise<Permit | undefined> {
  const { deployment, account, amount, onStep } = parameters
  const { token, ledger, chainId } = deployment
  let domain: TypedDataDomain | undefined
  let nonce: bigint
  try {
    ;[domain, nonce] = await Promise.all([
      domainOf(client, { token, chainId }),
      readContract(client, {
        address: token,
        abi: permitAbi,
        functionName: 'nonces',
        args: [account.address],
      }),
    ])
  } catch {
    // A token without permits reverts here; a network failure comes up again with the approval.
    return undefined
  }
  if (domain === undefined) return undefined
  const deadline = BigInt((await chainTime(client)) + PERMIT_LIFETIME)
  onStep?.('sign-permit')
  const signature = await signTypedData(client, {
    account,
    domain,
    types: permitTypes,
    primaryType: 'Permit',
    message: { owner: account.address, spender: ledger, value: amount, nonce, deadline },
  })
  // EIP-2612 takes signatures of a plain key only; a contract wallet's has another form.
  if (size(signature) !== 65) return undefined
  const { r, s, v, yParity } = parseSignature(signature)
  const permit = { deadline, v: Number(v ?? BigInt(27 + yParity)), r, s }
  const isTaken = await isTakenFor(client, { deployment, owner: account.address, amount, permit })
  return isTaken ? permit : undefined
}

/**
 * The domain that a token's permits are signed for. Where the token does not state it (USDC is older than ERC-5267), it is made of
 * name and version, and counts only if it has the token's own DOMAIN_SEPARATOR: a permit for another domain would be refused.
 */
async function domainOf(
  client: AssayClient,
  { token, chainId }: { token: Address; chainId: number },
): Promise<TypedDataDomain | undefined> {
  const contract = { address: token, abi: permitAbi } as const
  const stated = await readContract(client, { ...contract, functionName: 'eip712Domain' }).catch(
    () => undefined,
  )
  if (stated !== undefined) {
    const [, name, version] = stated
    return { name, version, chainId, verifyingContract: token }
  }
  const [separator, name, version] = await Promise.all([
    readContract(client, { ...contract, functionName: 'DOMAIN_SEPARATOR' }),
    readContract(client, { ...contract, functionName: 'name' }),
    // A token that has no version() has version 1.
    readContract(client, { ...contract, functionName: 'version' }).catch(() => '1'),
  ])
  const domain = { name, version, chainId, verifyingContract: token }
  return domainSeparator({ domain }) === separator ? domain : undefined
}

/**
 * Whether the token takes the permit. Only accounts with code are in doubt (EIP-7702): some tokens ask an account that has code by
 * ERC-1271 even where its own key signed, and not every such code answers.
 */
async function isTakenFor(
  client: AssayClient,
  parameters: { deployment: Deployment; owner: Address; amount: bigint; permit: Permit },
): Promise<boolean> {
  const { deployment, owner, amount, permit } = parameters
  if ((await getCode(client, { address: owner })) === undefined) return true
  const { to, data } = encodeCall(tokenCalls.permitLedger(deployment, { owner, amount, permit }))
  try {
    await call(client, { to, data, blockTag: 'pending' })
    return true
  } catch {
    return false
  }
}
