import type { Hex } from 'viem'
import type { Seat } from './readWork.ts'

/** What a transaction cost in gas, and whether the worker itself sent it. */
export type GasReceipt = { hash: Hex; cost: bigint; isOwn: boolean }

/**
 * What a worker's transactions cost it by day (UTC). A transaction that holds several jobs counts once. A day of which a receipt was not
 * read is left out, and so is the oldest day of a list that was cut.
 */
export function gasByDay(
  seats: readonly Seat[],
  receipts: readonly GasReceipt[],
  isCut: boolean,
): ReadonlyMap<string, bigint> {
  const known = new Map(receipts.map((receipt) => [receipt.hash, receipt]))
  const counted = new Set<Hex>()
  const days = new Map<string, bigint>()
  const partial = new Set<string>()
  const oldest = seats.at(-1)
  if (isCut && oldest !== undefined) partial.add(dayOf(oldest.at))
  for (const { at, transactions } of seats) {
    const day = dayOf(at)
    for (const hash of transactions) {
      const receipt = known.get(hash)
      if (receipt === undefined) partial.add(day)
      else if (receipt.isOwn && !counted.has(hash)) {
        counted.add(hash)
        days.set(day, (days.get(day) ?? 0n) + receipt.cost)
      }
    }
    if (!days.has(day)) days.set(day, 0n)
  }
  for (const day of partial) days.delete(day)
  return days
}

function dayOf(seconds: number): string {
  return new Date(seconds * 1_000).toISOString().slice(0, 10)
}
