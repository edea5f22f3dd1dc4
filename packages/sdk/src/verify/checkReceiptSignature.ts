import { hashReceipt, KEY_SCOPES, keyRegistryAbi } from '@assay/protocol'
import { type Hex, isAddressEqual } from 'viem'
import { readContract } from 'viem/actions'
import { explainChainError } from '../errors/explainChainError.ts'
import type { Check } from '../types/check.ts'
import { isSignedBy, type SignedBy } from './isSignedBy.ts'
import type { ChainView, Evidence } from './readChain.ts'

type Rule = SignedBy['rule']

/**
 * The signature over the receipt against the worker that holds the seat on chain, or a key that the worker had listed for work
 * when the result came; the receipt against the job.
 */
export async function checkReceiptSignature(evidence: Evidence, chain: ChainView): Promise<Check> {
  const { client, deployment, jobId, seat } = evidence
  const check = { id: 'receiptSignature', title: 'Receipt signature' } as const
  if (seat?.receipt === undefined || seat.signature === undefined) {
    return { ...check, status: 'unknown', detail: 'There is no signed receipt yet.' }
  }
  const { receipt, signature, signer } = seat
  if (receipt.request.toLowerCase() !== jobId.toLowerCase()) {
    return {
      ...check,
      status: 'fail',
      expected: jobId,
      actual: receipt.request,
      detail: 'The receipt answers another request.',
    }
  }
  if ('unreadable' in chain) {
    return {
      ...check,
      status: 'unknown',
      detail: `Who must have signed cannot be read: ${chain.unreadable}`,
    }
  }
  const { worker, submittedAt } = chain
  if (worker === undefined) {
    return { ...check, status: 'fail', detail: 'No worker holds this job on chain.' }
  }
  if (!isAddressEqual(receipt.worker, worker)) {
    return {
      ...check,
      status: 'fail',
      expected: worker,
      actual: receipt.worker,
      detail: 'The receipt is of another worker than the one that holds the job on chain.',
    }
  }
  try {
    const expected = signer ?? worker
    if (signer !== undefined) {
      const listed = await readContract(client, {
        address: deployment.keyRegistry,
        abi: keyRegistryAbi,
        functionName: 'isKey',
        args: [worker, signer, KEY_SCOPES.work, BigInt(submittedAt)],
      })
      if (!listed) {
        return {
          ...check,
          expected: worker,
          actual: signer,
          status: 'fail',
          detail: `The key ${signer} was not one that the worker ${worker} had listed for work when the result came.`,
        }
      }
    }
    const digest = hashReceipt(deployment, evidence.job.request, receipt)
    const { valid, maker, rule } = await isSignedBy(client, { signer: expected, digest, signature })
    return {
      ...check,
      expected,
      actual: maker,
      status: valid ? 'pass' : 'fail',
      detail: detailOf(rule, valid, worker, signer),
    }
  } catch (error) {
    const reason = explainChainError(error).shortMessage
    return { ...check, status: 'unknown', detail: `The signer cannot be read: ${reason}` }
  }
}

function detailOf(rule: Rule, valid: boolean, worker: Hex, signer: Hex | undefined): string {
  if (rule === 'ERC-1271') {
    const who = signer === undefined ? `worker ${worker}` : `key ${signer} of the worker ${worker}`
    const stands = valid ? 'stands by' : 'does not stand by'
    return `The ${who} is a contract; it ${stands} this signature (ERC-1271).`
  }
  const who =
    signer === undefined
      ? 'the worker that holds the job on chain'
      : `the key ${signer} that the worker ${worker} had listed for work`
  return `The receipt's signature (EIP-712, ${rule}) is ${valid ? '' : 'not '}that of ${who}.`
}
