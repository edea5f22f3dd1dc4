import { type DisputeTrace, PROFILE_EXACT, tensorRoot } from '@assay/program'
import { marketCalls, type Request, registryCalls } from '@assay/protocol'
import { encodeAbiParameters, type Hex, keccak256, zeroHash } from 'viem'
import { dataBytes, requestFor } from './drawClaim.ts'
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
  const { deployment } = chain
  const { root } = honest.commitment
  // By the program, since another claim may have published the same one already.
  const royaltyBps = Number(BigInt(root) % 2n) * 250
  const publication = {
    ...{ name: `program-${seed}`, profile: PROFILE_EXACT, root, royaltyBps },
    ...dataBytes(honest.program),
    ...{ cardUri: '', cardDigest: zeroHash },
  }
  try {
    await chain.send(publisher.address, registryCalls.publish(deployment, publication))
  } catch (error) {
    if (!(error instanceof Refused) || error.errorName !== 'ModelAlreadyPublished') throw error
  }
  const words = [{ type: 'bytes32' }, { type: 'bytes32' }] as const
  const model = keccak256(encodeAbiParameters(words, [PROFILE_EXACT, root]))
  const inputRoot = await tensorRoot(honest.input)
  const request = requestFor(chain, { seed, model, inputRoot, program: honest.program })
  const job = chain.hashRequest(request)
  const input = { data: '0x', uris: ['memory:input'] } as const
  await chain.send(requester.address, marketCalls.post(deployment, { request, input }))
  const { address } = worker
  await chain.send(address, marketCalls.claim(deployment, { request, worker: address }))
  const receipt = {
    ...{ worker: address, request: job, outputRoot, evidenceHash: zeroHash },
    ...{ profile: PROFILE_EXACT, completedAt: BigInt(chain.now()) },
  }
  const submission = {
    receipt,
    signer: '0x',
    salt: zeroHash,
    output: '0x',
    evidence: '0x',
    signature: await chain.signReceipt(worker, receipt),
  } as const
  await chain.send(address, marketCalls.submit(deployment, { request, submission }))
  return { job, request, royaltyBps }
}
