import { setTimeout as wait } from 'node:timers/promises'
import type { Deployment } from '@assay/protocol'
import type { Chain, Client, Hex, Transport } from 'viem'
import { getBlock, getChainId, getCode } from 'viem/actions'
import type { Log } from '../createLog.ts'
import { EXIT_CODES, ServiceError } from '../ServiceError.ts'

export type ReachChainParameters = {
  client: Client<Transport, Chain>
  deployment: Deployment
  log: Log
  signal: AbortSignal
  /** Is told what is being waited for. */
  status: { trouble: string | undefined }
}

/**
 * Waits until the chain answers, and makes sure that it is the right one.
 *
 * @returns the hash of its first block, which names it
 * @throws ServiceError (exit code 5) for another chain, or one without the contracts
 */
export async function reachChain(parameters: ReachChainParameters): Promise<Hex> {
  const { client, deployment, log, signal, status } = parameters
  for (let attempt = 0; ; attempt++) {
    signal.throwIfAborted()
    try {
      return await checkChain(client, deployment)
    } catch (error) {
      if (error instanceof ServiceError) throw error
      const why = `the chain at ${client.chain.rpcUrls.default.http.join(', ')} does not answer`
      status.trouble = why
      // Logged at once the first time, then less and less often.
      if (Number.isInteger(Math.log2(attempt + 1))) log.warn({ error }, `${why}; trying again`)
      await wait(Math.min(250 * 2 ** attempt, 5_000), undefined, { signal })
    }
  }
}

/**
 * Makes sure that a node is on the right chain, and has the contracts.
 *
 * @returns the hash of the chain's first block, which names it
 * @throws ServiceError (exit code 5) for another chain, or one without the contracts
 */
export async function checkChain(
  client: ReachChainParameters['client'],
  deployment: Deployment,
): Promise<Hex> {
  const chainId = await getChainId(client)
  if (chainId !== deployment.chainId) {
    throw new ServiceError(
      `The node is on chain ${chainId}, but the deployment is on chain ${deployment.chainId}.`,
      {
        exitCode: EXIT_CODES.network,
        remedy: 'Correct rpcUrl, or name the deployment record of that chain.',
      },
    )
  }
  for (const [name, address] of [
    ['ledger', deployment.ledger],
    ['market', deployment.market],
    ['market of several seats', deployment.multiSeatMarket],
  ] as const) {
    const code = await getCode(client, { address })
    if (code !== undefined && code !== '0x') continue
    throw new ServiceError(`There is no ${name} at ${address} on chain ${deployment.chainId}.`, {
      exitCode: EXIT_CODES.network,
      remedy: 'Deploy the contracts again, or correct the deployment record.',
    })
  }
  const { hash } = await getBlock(client, { blockNumber: 0n })
  return hash
}
