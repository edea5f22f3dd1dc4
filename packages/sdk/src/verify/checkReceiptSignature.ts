import { domain, hashReceipt, receiptTypes } from '@assay/protocol'
import { recoverTypedDataAddress } from 'viem'
import { getCode, readContract } from 'viem/actions'
import { explainChainError } from '../errors/explainChainError.ts'
import type { Check } from '../types/check.ts'
import { compare } from './checkRoots.ts'
import type { ChainView, Evidence } from './readChain.ts'

/** What a contract wallet answers to a signature that it stands by (ERC-1271). */
const STANDS_BY = '0x1626ba7e'

const erc1271Abi = [
  {
    type: 'function',
    name: 'isValidSignature',
    stateMutability: 'view',
    inputs: [
      { name: 'hash', type: 'bytes32' },
      { name: 'signature', type: 'bytes' },
    ],
    outputs: [{ type: 'bytes4' }],
  },
] as const

/** The signature over the receipt against the worker that holds the seat on chain; the receipt against the job. */
export async function checkReceiptSignature(evidence: Evidence, chain: ChainView): Promise<Check> {
  const { client, deployment, jobId, job } = evidence
  const { receipt, signature } = job
  const check = { id: 'receiptSignature', title: 'Receipt signature' } as const
  if (receipt === undefined || signature === undefined) {
    return { ...check, status: 'unknown', detail: 'There is no signed receipt yet.' }
  }
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
  const { worker } = chain
  if (worker === undefined) {
    return { ...check, status: 'fail', detail: 'No worker holds this job on chain.' }
  }
  const expected = worker
  try {
    const code = await getCode(client, { address: worker })
    // A delegated account (EIP-7702) has code and still a key of its own: either may sign.
    const delegated = code?.startsWith('0xef0100') === true
    if (code !== undefined && code !== '0x') {
      const answer = await readContract(client, {
        address: worker,
        abi: erc1271Abi,
        functionName: 'isValidSignature',
        args: [hashReceipt(deployment, receipt), signature],
      }).catch(() => '0x')
      const valid = answer === STANDS_BY
      if (valid || !delegated) {
        return {
          ...check,
          expected: STANDS_BY,
          actual: answer,
          status: valid ? 'pass' : 'fail',
          detail: `The worker ${worker} is a contract; it ${valid ? 'stands by' : 'does not stand by'} this signature (ERC-1271).`,
        }
      }
    }
  } catch (error) {
    const reason = explainChainError(error).shortMessage
    return { ...check, status: 'unknown', detail: `The worker's account cannot be read: ${reason}` }
  }
  const actual = await recoverTypedDataAddress({
    domain: domain(deployment),
    types: receiptTypes,
    primaryType: 'Receipt',
    message: receipt,
    signature,
  }).catch(() => 'no valid signature')
  return compare(
    { ...check, expected },
    actual,
    "the account whose key made the receipt's signature (EIP-712, ECDSA)",
    'the worker that holds the job on chain',
  )
}
