import type { Request } from '@assay/protocol'
import { OFFERED_GAS } from '@assay/service'

/** More than the gas of a claim and of a submission with its settlement together. */
export const GAS_PER_JOB = 500_000n

/** The gas that answering a request takes: its callback included. */
export function gasOf({ callback }: Pick<Request, 'callback'>): bigint {
  return GAS_PER_JOB + BigInt(callback.gasLimit)
}

/**
 * The coins that must be there to answer one more job (wei).
 *
 * @param reserved the gas of all that is owed already
 */
export function coinsNeeded(parameters: {
  reserved: bigint
  request: Pick<Request, 'callback'>
  gasPrice: bigint
}): bigint {
  const { reserved, request, gasPrice } = parameters
  const gas = reserved + gasOf(request) + OFFERED_GAS
  // A block may raise the price by an eighth, and two of them by a quarter.
  return (gas * gasPrice * 5n) / 4n
}
