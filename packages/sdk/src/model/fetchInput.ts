import { PAGE_BYTES, tensorRoot } from '@assay/program'
import type { Input } from '@assay/protocol'
import { type Hex, hexToBytes } from 'viem'
import { fetchBytes } from './fetchBytes.ts'
import { fitBytes } from './fitBytes.ts'

/** What `fetchInput` takes. */
export type FetchInputParameters = {
  input: Input
  inputRoot: Hex
  /** How many bytes the model takes. */
  inputBytes: number
  maxBytes: number
  /** Longest time for all addresses together (milliseconds). */
  timeout: number
  /** How an address is read: fetchBytes by default; a service that must not ask its own network passes another. */
  fetch?: typeof fetchBytes
  signal?: AbortSignal
}

/** Bytes that can be run, or why there are none; only what stands on chain is wrong for ever. */
export type FetchedInput =
  | { bytes: Uint8Array }
  | {
      unusable: 'input-unavailable' | 'input-root-mismatch' | 'input-does-not-fit'
      detail: string
    }

/**
 * Gets the input's bytes, from the chain or from one of its addresses, and holds them against their root. They come as long as the
 * model takes them: the account that posted a request may have sent more or fewer zeros at the end of the last page.
 */
export async function fetchInput(parameters: FetchInputParameters): Promise<FetchedInput> {
  const { input, inputRoot, inputBytes, maxBytes, timeout, signal, fetch = fetchBytes } = parameters
  if (input.data !== '0x') return check(hexToBytes(input.data))

  const limit = Math.min(maxBytes, Math.ceil(inputBytes / PAGE_BYTES) * PAGE_BYTES)
  const failures: string[] = []
  let wrong: FetchedInput | undefined
  // Nobody makes a worker knock at a thousand doors.
  const uris = input.uris.slice(0, 4)
  const end = Date.now() + timeout
  for (const [index, uri] of uris.entries()) {
    try {
      // One that does not answer leaves the others their share of the time.
      const share = Math.max(1, Math.floor((end - Date.now()) / (uris.length - index)))
      const result = await check(await fetch(uri, { limit, timeout: share, signal }))
      if ('bytes' in result) return result
      wrong = result
    } catch (error) {
      failures.push((error as Error).message)
    }
  }
  // What one server gets wrong may be right later; only bytes on chain are wrong for ever.
  return {
    unusable: 'input-unavailable',
    detail: wrong && 'detail' in wrong ? wrong.detail : failures.join(' '),
  }

  async function check(fetched: Uint8Array): Promise<FetchedInput> {
    const bytes = fitBytes(fetched, inputBytes)
    if (bytes === undefined) {
      return {
        unusable: 'input-does-not-fit',
        detail: `the input has ${fetched.length} bytes, the model takes ${inputBytes}`,
      }
    }
    const root = await tensorRoot(bytes)
    if (root === inputRoot) return { bytes }
    return { unusable: 'input-root-mismatch', detail: `the bytes have the root ${root}` }
  }
}
