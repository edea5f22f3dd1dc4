import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type SampleModel, sampleModels } from '@assay/models'
import {
  type Hex,
  modelId,
  PROFILE_EXACT,
  PROFILE_NATIVE,
  readProgram,
  tensorRoot,
} from '@assay/program'
import { type Deployment, modelRegistryAbi } from '@assay/protocol'
import { dataSizes, models } from '@assay/sdk'
import { ServiceError } from '@assay/service'
import { createWalletClient, http, publicActions, zeroAddress } from 'viem'
import { hardhat } from 'viem/chains'
import { localPublisher } from './localAccounts.ts'

/** A sample model that the local chain's registry holds, and where its files are. */
export interface PublishedModel {
  readonly name: string
  readonly modelId: Hex
  readonly profileName: 'exact' | 'native'
  /** The file that a worker runs. */
  readonly file: string
  readonly card: string
}

export interface PublishSamplesParameters {
  readonly rpcUrl: string
  readonly deployment: Deployment
  /** Where the worker serves blobs; cards are addressed below it. */
  readonly blobsUrl: string
}

/** Publishes the sample models that the local chain's registry does not hold yet. */
export async function publishSamples(
  parameters: PublishSamplesParameters,
): Promise<PublishedModel[]> {
  const { rpcUrl, deployment, blobsUrl } = parameters
  const client = createWalletClient({
    account: localPublisher,
    chain: hardhat,
    transport: http(rpcUrl),
    pollingInterval: 50,
  }).extend(publicActions)

  const published: PublishedModel[] = []
  for (const sample of sampleModels) {
    const { name, profile, root, file, sizes } = await identify(sample)
    const id = await modelId(profile, root)
    const card = fileURLToPath(new URL('card.json', sample.file))
    const cardDigest = await tensorRoot(readFileSync(card))
    const cardUri = `${blobsUrl}/${cardDigest}`

    const registry = { address: deployment.modelRegistry, abi: modelRegistryAbi } as const
    const [publisher] = await client.readContract({
      ...registry,
      functionName: 'royaltyOf',
      args: [id],
    })
    if (publisher !== zeroAddress) {
      const [, , version] = await client.readContract({
        ...registry,
        functionName: 'getModel',
        args: [id],
      })
      if (version.cardUri !== cardUri)
        throw new ServiceError(
          `The local chain finds the card of ${name} at ${version.cardUri}, and now it is ${cardUri}.`,
          { remedy: 'What is published is immutable: begin a new chain with --fresh.' },
        )
    } else {
      const hash = await models.publish(client, {
        deployment,
        name,
        profile,
        root,
        ...sizes,
        cardUri,
        cardDigest,
      })
      await client.waitForTransactionReceipt({ hash })
    }
    const profileName = profile === PROFILE_EXACT ? 'exact' : 'native'
    published.push({ name, modelId: id, profileName, file, card })
  }
  return published
}

/** A sample's exact program where it has one, else its float model. */
async function identify(sample: SampleModel) {
  const { name } = sample
  const program = fileURLToPath(new URL('program.assay', sample.file))
  if (existsSync(program)) {
    const { program: read, commitment } = await readProgram(readFileSync(program))
    const sizes = dataSizes(read)
    return { name, profile: PROFILE_EXACT, root: commitment.root, file: program, sizes }
  }
  const file = fileURLToPath(sample.file)
  // A float model is not disputed, so nobody asks for its sizes.
  const sizes = { inputBytes: 0, outputBytes: 0 }
  return { name, profile: PROFILE_NATIVE, root: await tensorRoot(readFileSync(file)), file, sizes }
}
