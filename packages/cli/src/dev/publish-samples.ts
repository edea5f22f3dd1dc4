import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { sampleModels } from '@assay/models'
import { type Hex, modelId, PROFILE_NATIVE, tensorRoot } from '@assay/program'
import { type Deployment, modelRegistryAbi } from '@assay/protocol'
import { publishModel } from '@assay/sdk'
import { ServiceError } from '@assay/service'
import { createWalletClient, http, publicActions, zeroAddress } from 'viem'
import { hardhat } from 'viem/chains'
import { localPublisher } from './local-accounts.ts'

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
    const file = fileURLToPath(sample.file)
    const card = fileURLToPath(new URL('card.json', sample.file))
    if (!existsSync(file))
      throw new ServiceError(`the sample model ${sample.name} lacks its file ${file}`)
    const root = await tensorRoot(readFileSync(file))
    const id = await modelId(PROFILE_NATIVE, root)
    const cardDigest = await tensorRoot(readFileSync(card))

    const [publisher] = await client.readContract({
      address: deployment.modelRegistry,
      abi: modelRegistryAbi,
      functionName: 'royaltyOf',
      args: [id],
    })
    if (publisher === zeroAddress) {
      const hash = await publishModel(client, {
        deployment,
        name: sample.name,
        profile: PROFILE_NATIVE,
        root,
        cardUri: `${blobsUrl}/${cardDigest}`,
        cardDigest,
      })
      await client.waitForTransactionReceipt({ hash })
    }
    published.push({ name: sample.name, modelId: id, profileName: 'native', file, card })
  }
  return published
}
