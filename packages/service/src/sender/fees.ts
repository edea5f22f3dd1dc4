import type { Client } from 'viem'
import { estimateFeesPerGas } from 'viem/actions'
import { EXIT_CODES, ServiceError } from '../ServiceError.ts'

export type Fees = { maxFeePerGas: bigint; maxPriorityFeePerGas: bigint }

/** Present EIP-1559 fees, held under a limit. */
export async function currentFees(client: Client, limit: bigint | undefined): Promise<Fees> {
  const { maxFeePerGas, maxPriorityFeePerGas } = await estimateFeesPerGas(client, {
    chain: null,
    type: 'eip1559',
  })
  if (limit === undefined || maxFeePerGas <= limit) return { maxFeePerGas, maxPriorityFeePerGas }
  if (maxPriorityFeePerGas > limit) {
    throw new ServiceError(
      `Gas costs ${maxFeePerGas} wei, more than the limit of ${limit} wei that is set.`,
      {
        exitCode: EXIT_CODES.funds,
        remedy: 'Wait, or raise gas.maxFeePerGas.',
      },
    )
  }
  return { maxFeePerGas: limit, maxPriorityFeePerGas }
}

/**
 * Fees that nodes accept for a replacement: an eighth above the old ones at least (geth asks for a tenth).
 *
 * @returns undefined where the limit leaves no room for one.
 */
export function replacementFees(
  old: Fees,
  current: Fees,
  limit: bigint | undefined,
): Fees | undefined {
  const raise = (fee: bigint) => fee + fee / 8n + 1n
  const larger = (a: bigint, b: bigint) => (a > b ? a : b)
  const maxPriorityFeePerGas = larger(raise(old.maxPriorityFeePerGas), current.maxPriorityFeePerGas)
  const maxFeePerGas = larger(
    larger(raise(old.maxFeePerGas), current.maxFeePerGas),
    maxPriorityFeePerGas,
  )
  if (limit !== undefined && maxFeePerGas > limit) return undefined
  return { maxFeePerGas, maxPriorityFeePerGas }
}
