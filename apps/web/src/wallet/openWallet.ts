import { type AssayClient, BaseError, WrongChainError } from '@assay/sdk'
import type { Config } from 'wagmi'
import { getConnectorClient } from 'wagmi/actions'

/** A wallet that answers at all says within this time on which chain it is (milliseconds). */
const PATIENCE = 8_000

/**
 * The connected wallet, if it still answers and is on the chain.
 *
 * @throws WrongChainError, or WalletLostError where a connection that was restored from an earlier visit is dead
 */
export async function openWallet(config: Config, chainId: number): Promise<AssayClient> {
  let timer: ReturnType<typeof setTimeout> | undefined
  try {
    const silence = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('The wallet does not answer.')), PATIENCE)
    })
    return (await Promise.race([getConnectorClient(config, { chainId }), silence])) as AssayClient
  } catch (cause) {
    if (cause instanceof Error && cause.name === 'ConnectorChainMismatchError')
      throw new WrongChainError(await chainOfWallet(config), chainId)
    throw new BaseError('The wallet’s connection is lost.', {
      cause,
      name: 'WalletLostError',
      remedy: 'Nothing was sent. Unlock the wallet, or reload the page, then connect it again.',
    })
  } finally {
    clearTimeout(timer)
  }
}

async function chainOfWallet({ state }: Config): Promise<number> {
  const connector =
    state.current === null ? undefined : state.connections.get(state.current)?.connector
  return connector === undefined ? 0 : connector.getChainId()
}
