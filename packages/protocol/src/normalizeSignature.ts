import {
  type Address,
  bytesToHex,
  concat,
  type Hex,
  hexToBytes,
  isAddressEqual,
  numberToHex,
  recoverAddress,
  size,
} from 'viem'

export type NormalizeSignatureParameters = {
  signature: Hex
  /** What was signed. */
  digest: Hex
  /** The account that signed, or a verifier's address followed by a key (ERC-7913). */
  signer: Hex
}

/**
 * The form of a signature that contracts take: 65 bytes that end in 27 or 28. Hardware wallets end it in 0 or 1, and some wallets answer
 * with 64 bytes (ERC-2098); contracts refuse both. A signature of any other kind, such as a contract wallet's, stays as it is: only what
 * then recovers to the signer is rewritten.
 */
export async function normalizeSignature({
  signature,
  digest,
  signer,
}: NormalizeSignatureParameters): Promise<Hex> {
  const usual = usualForm(signature)
  if (usual === undefined || size(signer) !== 20) return signature
  const maker = await recoverAddress({ hash: digest, signature: usual }).catch(() => undefined)
  return maker !== undefined && isAddressEqual(maker, signer as Address) ? usual : signature
}

/** How the signature would read with v of 27 or 28; undefined where it reads so already, or is no signature of a plain key. */
function usualForm(signature: Hex): Hex | undefined {
  const bytes = hexToBytes(signature)
  if (bytes.length === 64) {
    // The top bit of s, which is never set in s itself, stands for v.
    const v = bytes[32]! >> 7
    bytes[32] = bytes[32]! & 0x7f
    return concat([bytesToHex(bytes), numberToHex(27 + v)])
  }
  const v = bytes[64]
  if (bytes.length !== 65 || v === undefined || v > 1) return undefined
  bytes[64] = 27 + v
  return bytesToHex(bytes)
}
