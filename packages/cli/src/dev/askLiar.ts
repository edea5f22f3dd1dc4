import { sampleModels } from '@assay/models'
import type { Hex } from '@assay/program'
import { type Deployment, encodeOptimisticParams } from '@assay/protocol'
import { requests } from '@assay/sdk'
import { createWalletClient, http, publicActions } from 'viem'
import { hardhat } from 'viem/chains'
import { localDemo, localLiar } from './localAccounts.ts'
import type { PublishedModel } from './publishSamples.ts'

/** In the token's smallest unit (six decimals), and seconds. */
const OFFER = { fee: 100_000n, collateral: 2_000_000n, window: 60 }

/** Buys one result from the lying worker, as the demo account, so that there is a dispute to watch. */
export async function askLiar({
  rpcUrl,
  deployment,
  models,
}: {
  readonly rpcUrl: string
  readonly deployment: Deployment
  readonly models: readonly PublishedModel[]
}): Promise<Hex> {
  const client = createWalletClient({
    account: localDemo,
    chain: hardhat,
    transport: http(rpcUrl),
    pollingInterval: 50,
  }).extend(publicActions)
  const model = models.find(({ profileName }) => profileName === 'exact')
  const sample = sampleModels.find(({ name }) => name === model?.name)
  if (model === undefined || sample === undefined) throw new Error('No sample model is exact.')
  const prepared = await requests.prepare(client, {
    deployment,
    model: model.modelId,
    input: sample.draw({ seed: Date.now() % 1_000, split: 'held-out' }).bytes,
    fee: OFFER.fee,
    collateral: OFFER.collateral,
    worker: localLiar.address,
    verifier: deployment.verifiers.optimistic,
    params: encodeOptimisticParams({ window: OFFER.window, takesLarge: false }),
  })
  const { jobId, hash } = await requests.post(client, { deployment, ...prepared })
  await client.waitForTransactionReceipt({ hash })
  return jobId
}
