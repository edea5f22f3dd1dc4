import type { Address, Hex } from 'viem'
import { isAddressEqual, recoverAddress, size, slice } from 'viem'
import { getCode, readContract } from 'viem/actions'
import type { AssayClient } from '../types/client.ts'

/** What a contract wallet answers to a signature that it stands by (ERC-1271). */
const STANDS_BY = '0x1626ba7e'
/** What a verifier of keys answers to a valid signature (ERC-7913). */
const VERIFIED = '0x024ad318'

const erc1271Abi = [
  {
    type: 'function',
    name: 'isValidSignature',
    stateMutability: 'view',
    inputs: [
      { name: 'hash', type: 'bytes32' },
      { name: 'signature', type: 'bytes' },
    ],
    outputs: [{ type: 'bytes4' }],
  },
] as const

const erc7913Abi = [
  {
    type: 'function',
    name: 'verify',
    stateMutability: 'view',
    inputs: [
      { name: 'key', type: 'bytes' },
      { name: 'hash', type: 'bytes32' },
      { name: 'signature', type: 'bytes' },
    ],
    outputs: [{ type: 'bytes4' }],
  },
] as const

export type SignedBy = {
  valid: boolean
  /** Who made it, as far as that is known. */
  maker: string
  /** By which rule: ECDSA, ERC-1271 or ERC-7913. */
  rule: 'ECDSA' | 'ERC-1271' | 'ERC-7913'
}

/**
 * Whether a signer made a signature over a digest, in the order of the market: the account's own key first, so that an
 * account with code that still has its key (EIP-7702) signs with either; then the account's code.
 *
 * @param signer an address of 20 bytes, or a verifier's address followed by a key (ERC-7913)
 */
export async function isSignedBy(
  client: AssayClient,
  { signer, digest, signature }: { signer: Hex; digest: Hex; signature: Hex },
): Promise<SignedBy> {
  const length = size(signer)
  if (length < 20) return { valid: false, maker: 'no signer', rule: 'ERC-7913' }
  if (length > 20) {
    const answer = await readContract(client, {
      address: slice(signer, 0, 20),
      abi: erc7913Abi,
      functionName: 'verify',
      args: [slice(signer, 20), digest, signature],
    }).catch(() => '0x')
    const valid = answer === VERIFIED
    return { valid, maker: valid ? signer : 'no valid signature', rule: 'ERC-7913' }
  }
  const account = signer as Address
  const maker = await recoverAddress({ hash: digest, signature }).catch(() => undefined)
  if (maker !== undefined && isAddressEqual(maker, account)) {
    return { valid: true, maker, rule: 'ECDSA' }
  }
  const code = await getCode(client, { address: account })
  if (code === undefined || code === '0x') {
    return { valid: false, maker: maker ?? 'no valid signature', rule: 'ECDSA' }
  }
  const answer = await readContract(client, {
    address: account,
    abi: erc1271Abi,
    functionName: 'isValidSignature',
    args: [digest, signature],
  }).catch(() => '0x')
  const valid = answer === STANDS_BY
  return { valid, maker: valid ? account : 'no valid signature', rule: 'ERC-1271' }
}
