import {
  type Deployment,
  decodeQuorumParams,
  encodeTicket,
  quorumVerifierAbi,
  workerRegistryAbi,
} from '@assay/protocol'
import type { ChainClient } from '@assay/service'
import {
  type Address,
  encodeAbiParameters,
  type Hex,
  hexToBigInt,
  isAddressEqual,
  keccak256,
  maxUint256,
} from 'viem'
import { getBlock, readContract } from 'viem/actions'
import type { JobView } from '../JobView.ts'
import type { OpenJob } from '../jobs/JobJournal.ts'

export type DrawReaderParameters = { client: ChainClient; deployment: Deployment; account: Address }

/** Reads the draws of quorums that want drawn workers, and finds the slot with which this worker may claim. */
export class DrawReader {
  readonly #parameters: DrawReaderParameters

  constructor(parameters: DrawReaderParameters) {
    this.#parameters = parameters
  }

  /** For the jobs among these whose workers are drawn: the claim's ticket, or what is waited for. */
  async tickets(jobs: readonly OpenJob[]): Promise<Map<Hex, NonNullable<JobView['ticket']>>> {
    const { quorum } = this.#parameters.deployment.verifiers
    const drawn = jobs.filter(
      ({ request: { policy } }) =>
        isAddressEqual(policy.verifier, quorum) && decodeQuorumParams(policy.params)?.drawn,
    )
    if (drawn.length === 0) return new Map()
    const { client, deployment, account } = this.#parameters
    const slots = await readContract(client, {
      address: deployment.workerRegistry,
      abi: workerRegistryAbi,
      functionName: 'slotsOf',
      args: [account],
    })
    if (slots === 0n) return new Map(drawn.map(({ id }) => [id, 'waiting']))
    return new Map(
      await Promise.all(
        drawn.map(async (job) => [job.id, await this.#ticket(job, slots)] as const),
      ),
    )
  }

  async #ticket({ id, request }: OpenJob, slots: bigint): Promise<NonNullable<JobView['ticket']>> {
    const { client, deployment, account } = this.#parameters
    const verifier = { address: deployment.verifiers.quorum, abi: quorumVerifierAbi } as const
    const registry = { address: deployment.workerRegistry, abi: workerRegistryAbi } as const
    const draw = await readContract(client, { ...verifier, functionName: 'drawOf', args: [id] })
    if (draw.seedBlock === 0n) return 'undrawn'
    const seats = BigInt(request.policy.seats)
    const [bound, seed] = await Promise.all([
      readContract(client, { ...verifier, functionName: 'boundOf', args: [id, seats] }),
      this.#hashOf(draw.seedBlock),
    ])
    for (let slot = 0n; slot < slots; slot++) {
      const value = bound === maxUint256 ? 0n : seed && slotValue(seed, account, slot)
      if (value === undefined || value >= bound) continue
      const active = await readContract(client, {
        ...registry,
        functionName: 'isActive',
        args: [account, slot, BigInt(draw.drawnAt)],
      })
      if (active) return encodeTicket(slot)
    }
    return 'waiting'
  }

  /** The hash of a block that the next block can ask for; undefined while it cannot. */
  async #hashOf(blockNumber: bigint): Promise<Hex | undefined> {
    const { client } = this.#parameters
    const head = await getBlock(client)
    if (head.number < blockNumber) return undefined
    if (head.number === blockNumber) return head.hash
    return (await getBlock(client, { blockNumber })).hash
  }
}

const FIELDS = [{ type: 'bytes32' }, { type: 'address' }, { type: 'uint256' }] as const

/** A slot's value in a draw; equal to WorkerDraw.slotValue. */
function slotValue(seed: Hex, worker: Address, slot: bigint): bigint {
  return hexToBigInt(keccak256(encodeAbiParameters(FIELDS, [seed, worker, slot])))
}
