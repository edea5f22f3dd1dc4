import { modelId } from '@assay/program'
import { modelRegistryAbi } from '@assay/protocol'
import { getBlockNumber } from 'viem/actions'
import { explainChainError } from '../errors/explainChainError.ts'
import { eventsOf, readLogs } from '../logs.ts'
import type { Check } from '../types/check.ts'
import { compare } from './checkRoots.ts'
import type { Evidence } from './readChain.ts'

/** The request's model against the registry: its id recomputed from the published profile and root. */
export async function checkModel({ client, deployment, job, seat }: Evidence): Promise<Check> {
  const expected = job.request.model
  const check = { id: 'model', title: 'Model', expected } as const
  try {
    const [published] = await readLogs(client, {
      address: deployment.modelRegistry,
      events: eventsOf(modelRegistryAbi, 'ModelPublished'),
      indexed: [expected],
      fromBlock: BigInt(deployment.startBlock),
      toBlock: await getBlockNumber(client, { cacheTime: 0 }),
    })
    if (published === undefined) {
      return { ...check, status: 'fail', detail: 'Nobody published this model in the registry.' }
    }
    const { version, publication } = published.args
    const { name, profile, root } = publication
    const compared = compare(
      check,
      await modelId(profile, root),
      `the id of "${name}" version ${version}, recomputed from its published profile and root,`,
      "the request's model",
    )
    if (compared.status === 'pass' && seat?.receipt && seat.receipt.profile !== profile) {
      return {
        ...check,
        expected: profile,
        actual: seat.receipt.profile,
        status: 'fail',
        detail: `The worker says it ran another runtime profile than that of "${name}" version ${version}.`,
      }
    }
    return compared
  } catch (error) {
    const reason = explainChainError(error).shortMessage
    return { ...check, status: 'unknown', detail: `The registry cannot be read: ${reason}` }
  }
}
