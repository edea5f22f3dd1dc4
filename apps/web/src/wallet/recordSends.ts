import { type AssayClient, beforeSending, type SentTransaction } from '@assay/sdk'
import { createClient, custom, type Hex, isHex, parseTransaction } from 'viem'

/**
 * A client that tells what its wallet is asked to send, before it is asked, and under which hash it was sent: whatever fails then, what may
 * be on its way is known.
 */
export function recordSends(
  wallet: AssayClient,
  reader: AssayClient,
  onSent: (sent: SentTransaction) => void,
): AssayClient {
  return createClient({
    ...(wallet.account === undefined ? {} : { account: wallet.account }),
    ...(wallet.chain === undefined ? {} : { chain: wallet.chain }),
    pollingInterval: wallet.pollingInterval,
    transport: custom(
      {
        async request(asked: { method: string; params?: unknown }) {
          const call = callOf(asked)
          const from = wallet.account?.address
          if (call === undefined || from === undefined) return wallet.request(asked as never)
          const sent = await beforeSending(reader, { from, ...call })
          onSent(sent)
          const hash: unknown = await wallet.request(asked as never)
          if (isHex(hash)) onSent({ ...sent, hash })
          return hash
        },
      },
      { retryCount: 0 },
    ),
  }) as AssayClient
}

/** Where a transaction goes and what it carries; undefined where nothing is sent. */
function callOf({ method, params }: { method: string; params?: unknown }) {
  const [first] = Array.isArray(params) ? params : []
  if (method === 'eth_sendTransaction') {
    const { to, data = '0x' } = first as { to?: Hex; data?: Hex }
    return to === undefined ? undefined : { to, data }
  }
  if (method === 'eth_sendRawTransaction' && isHex(first)) {
    const { to, data = '0x' } = parseTransaction(first)
    return to === undefined || to === null ? undefined : { to, data }
  }
  return undefined
}
