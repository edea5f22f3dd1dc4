import type { Graph } from '../onnx/graph.ts'
import { requireRange } from './operation.ts'

/** Largest shift of the wide ops. */
export const MAX_WIDE_SHIFT = 46

/** How a quotient becomes an integer: 0 to the nearest, of two equally near the even one; 1 down. */
export function checkMode(mode: number): void {
  requireRange('mode', mode, 0, 1)
}

/** `dividend / divisor`, for a positive divisor, as an integer. */
export function quotient(dividend: bigint, divisor: bigint, mode: number): number {
  const rest = ((dividend % divisor) + divisor) % divisor
  const floor = (dividend - rest) / divisor
  const up = mode === 0 && (2n * rest > divisor || (2n * rest === divisor && floor % 2n !== 0n))
  return Number(up ? floor + 1n : floor)
}

/** The node that makes a double an integer. */
export function lowerInteger(graph: Graph, value: string, mode: number): string {
  return graph.node(mode === 0 ? 'Round' : 'Floor', [value])
}
