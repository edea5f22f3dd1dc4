import { toHex, wordFromHex } from '../bytes/hex.ts'
import type { Hex } from '../program.ts'
import { keccak } from './keccak.ts'

/** keccak256("assay.exact.2"): an exact integer program; the root is its programRoot. */
export const PROFILE_EXACT: Hex =
  '0xab06d604f184a0daab59c155513055b15dbe46231015e2c605647db23e075677'
/** keccak256("assay.replicable.1"): a float ONNX file on the pinned WebAssembly build, one thread. */
export const PROFILE_REPLICABLE: Hex =
  '0x6f2ad451d407fdfb424027368c6415cae6110bedf9c0268c5b4851fb13893ab2'
/** keccak256("assay.native.1"): a float ONNX file on onnxruntime's native build. */
export const PROFILE_NATIVE: Hex =
  '0xe216eaa1d625099dfb9f5df2a96f303109f4705861e0232255620909083b4d53'

/**
 * A model's identity: `keccak256(abi.encode(profile, root))`.
 *
 * @param root programRoot for exact programs, tensorRoot of the file's bytes for a float ONNX file
 * @throws ProgramError `InvalidHex`
 */
export async function modelId(profile: Hex, root: Hex): Promise<Hex> {
  const words = new Uint8Array(64)
  words.set(wordFromHex('The profile', profile))
  words.set(wordFromHex('The root', root), 32)
  return toHex((await keccak())(words))
}
