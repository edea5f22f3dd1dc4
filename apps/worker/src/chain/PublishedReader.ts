import { type Deployment, modelRegistryAbi } from '@assay/protocol'
import { type Client, type Hex, isAddressEqual, zeroAddress } from 'viem'
import { readContract } from 'viem/actions'

/** What the registry says of a published model. */
export type Published = {
  /** What its publisher gets of a fee, in hundredths of a percent. */
  royaltyBps: number
  /** Canonical bytes of the input, and of all outputs together. */
  inputBytes: number
  outputBytes: number
}

export type PublishedReaderParameters = {
  client: Client
  deployment: Pick<Deployment, 'modelRegistry'>
  models: readonly Hex[]
}

/** Reads what the registry says of the served models. It never changes, so it is read once, as soon as a model is published. */
export class PublishedReader {
  readonly #parameters: PublishedReaderParameters
  readonly #known = new Map<Hex, Published>()

  constructor(parameters: PublishedReaderParameters) {
    this.#parameters = parameters
  }

  /** The models that are published. */
  async read(): Promise<ReadonlyMap<Hex, Published>> {
    const { client, deployment, models } = this.#parameters
    const registry = { address: deployment.modelRegistry, abi: modelRegistryAbi } as const
    const unknown = models.filter((model) => !this.#known.has(model))
    await Promise.all(
      unknown.map(async (model) => {
        const [[publisher, royaltyBps], [, inputBytes, outputBytes]] = await Promise.all([
          readContract(client, { ...registry, functionName: 'royaltyOf', args: [model] }),
          readContract(client, { ...registry, functionName: 'profileOf', args: [model] }),
        ])
        if (isAddressEqual(publisher, zeroAddress)) return
        this.#known.set(model, {
          royaltyBps: Number(royaltyBps),
          inputBytes: Number(inputBytes),
          outputBytes: Number(outputBytes),
        })
      }),
    )
    return this.#known
  }

  /** After a reorganisation: somebody else may have published a model. */
  forget(): void {
    this.#known.clear()
  }
}
