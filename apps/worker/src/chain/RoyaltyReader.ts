import { type Deployment, modelRegistryAbi } from '@assay/protocol'
import { type Client, type Hex, isAddressEqual, zeroAddress } from 'viem'
import { readContract } from 'viem/actions'

export type RoyaltyReaderParameters = {
  client: Client
  deployment: Pick<Deployment, 'modelRegistry'>
  models: readonly Hex[]
}

/** Reads what publishers get of each fee. A royalty never changes, so it is read once, as soon as its model is published. */
export class RoyaltyReader {
  readonly #parameters: RoyaltyReaderParameters
  readonly #known = new Map<Hex, number>()

  constructor(parameters: RoyaltyReaderParameters) {
    this.#parameters = parameters
  }

  /** The royalties of the models that are published, in hundredths of a percent. */
  async read(): Promise<ReadonlyMap<Hex, number>> {
    const { client, deployment, models } = this.#parameters
    const unknown = models.filter((model) => !this.#known.has(model))
    await Promise.all(
      unknown.map(async (model) => {
        const [publisher, royaltyBps] = await readContract(client, {
          address: deployment.modelRegistry,
          abi: modelRegistryAbi,
          functionName: 'royaltyOf',
          args: [model],
        })
        if (!isAddressEqual(publisher, zeroAddress)) this.#known.set(model, royaltyBps)
      }),
    )
    return this.#known
  }

  /** After a reorganisation: a model may be published by somebody else. */
  forget(): void {
    this.#known.clear()
  }
}
