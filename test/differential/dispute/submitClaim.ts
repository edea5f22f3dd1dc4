import { type DisputeTrace, PROFILE_EXACT, tensorRoot } from '@assay/program'
import { marketAbi, modelRegistryAbi, type Request } from '@assay/protocol'
import { encodeAbiParameters, encodeFunctionData, type Hex, keccak256, zeroHash } from 'viem'
import { requestFor } from './drawClaim.ts'
import { type Account, type DisputeChain, Refused } from './openDisputeChain.ts'

/**
 * Publishes a program, posts a request for it, claims it, and submits an output root: a claim that can be disputed.
 *
 * @param parameters.seed a number that no other claim on this chain has
 */
export async function submitClaim(
  chain: DisputeChain,
  parameters: {
    readonly seed: number
    readonly honest: DisputeTrace
    readonly outputRoot: Hex
    readonly worker: Account
  },
): Promise<{ job: Hex; request: Request; royaltyBps: number }> {
  const { seed, honest, outputRoot, worker } = parameters
  const [requester, , publisher] = chain.accounts as [Account, Account, Account]
  const { market, modelRegistry } = chain.deployment
  const { root } = honest.commitment
  // By the program, since another claim may have published the same one already.
  const royaltyBps = Number(BigInt(root) % 2n) * 250
  const publication = {
    ...{ name: `program-${seed}`, profile: PROFILE_EXACT, root },
    ...{ royaltyBps, cardUri: '', cardDigest: zeroHash },
  }
  const publish = encodeFunctionData({
    abi: modelRegistryAbi,
    functionName: 'publish',
    args: [publication],
  })
  try {
    await chain.send(publisher.address, modelRegistry, publish)
  } catch (error) {
    if (!(error instanceof Refused) || error.errorName !== 'ModelAlreadyPublished') throw error
  }
  const words = [{ type: 'bytes32' }, { type: 'bytes32' }] as const
  const model = keccak256(encodeAbiParameters(words, [PROFILE_EXACT, root]))
  const inputRoot = await tensorRoot(honest.input)
  const request = requestFor(chain, { seed, model, inputRoot })
  const job = chain.hashRequest(request)
  await chain.send(
    requester.address,
    market,
    encodeFunctionData({
      abi: marketAbi,
      functionName: 'post',
      args: [request, { data: '0x', uris: ['memory:input'] }],
    }),
  )
  await chain.send(
    worker.address,
    market,
    encodeFunctionData({
      abi: marketAbi,
      functionName: 'claim',
      args: [request, worker.address, '0x'],
    }),
  )
  const completedAt = BigInt(chain.now())
  const receipt = { request: job, outputRoot, profile: PROFILE_EXACT, completedAt }
  const submission = {
    receipt,
    signer: '0x',
    salt: zeroHash,
    output: '0x',
    evidence: '0x',
    signature: await chain.signReceipt(worker, receipt),
  } as const
  await chain.send(
    worker.address,
    market,
    encodeFunctionData({ abi: marketAbi, functionName: 'submit', args: [request, 0n, submission] }),
  )
  return { job, request, royaltyBps }
}
