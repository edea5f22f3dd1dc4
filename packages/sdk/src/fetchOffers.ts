import { type Address, type Hex, isAddress, isHex } from 'viem'
import { askWorker, notAWorker } from './askWorker.ts'

/** What `fetchOffers` takes. */
export type FetchOffersParameters = {
  /** Where the worker answers. */
  workerUrl: string
  signal?: AbortSignal
}

/** What a worker says that it takes; its own word. */
export type Offers = {
  worker: Address
  chainId: number
  market: Address
  models: {
    name: string
    modelId: Hex
    inputBytes: number
    /** Least fee, in the token's smallest unit. */
    fee: bigint
  }[]
}

/**
 * Asks a worker what it takes by signature, and for how much.
 *
 * @throws BaseError where it does not answer, or is no worker
 */
export async function fetchOffers(parameters: FetchOffersParameters): Promise<Offers> {
  const { workerUrl, signal } = parameters
  const answer = await askWorker({ workerUrl, path: 'offers', signal })
  const { worker, chainId, market, models } = answer
  const isWorker =
    typeof worker === 'string' &&
    isAddress(worker) &&
    typeof chainId === 'number' &&
    typeof market === 'string' &&
    isAddress(market) &&
    Array.isArray(models)
  if (!isWorker) throw notAWorker(workerUrl)
  return {
    worker,
    chainId,
    market,
    models: models.map((model: Record<string, unknown> | null) => {
      const { name, modelId, inputBytes, fee } = model ?? {}
      const isModel =
        typeof name === 'string' &&
        isHex(modelId) &&
        typeof inputBytes === 'number' &&
        typeof fee === 'string' &&
        /^\d{1,78}$/.test(fee)
      if (!isModel) throw notAWorker(workerUrl)
      return { name, modelId, inputBytes, fee: BigInt(fee) }
    }),
  }
}
