import { hashRequest } from '@assay/protocol'
import type { Check } from '../types/check.ts'
import { compare } from './checkRoots.ts'
import type { Evidence } from './readChain.ts'

/** Every field of the request against the job's id, which is their EIP-712 digest on this chain and market. */
export function checkRequestDigest({ deployment, jobId, job }: Evidence): Check {
  const check = { id: 'requestDigest', title: 'Request', expected: jobId } as const
  let digest: string
  try {
    digest = hashRequest(deployment, job.request)
  } catch (error) {
    return {
      ...check,
      status: 'fail',
      detail: `The request cannot be hashed: ${(error as Error).message.split('\n')[0]}`,
    }
  }
  return compare(check, digest, "the digest of the request's fields", "the job's id")
}
