import { PAGE_BYTES } from '../commit/pages.ts'
import { treeDepth } from '../commit/tree.ts'
import { byteLength, type TensorType } from '../program.ts'

/** What judging one element reads of one operand, at worst. */
export interface OperandReads {
  readonly type: TensorType
  /** Contiguous stretches of bytes that it reads. */
  readonly stretches: number
  /** The bytes of one stretch, from the first that it reads to the last. */
  readonly stretchBytes: number
  /** True where a stretch begins at a multiple of its own length. */
  readonly aligned?: boolean
}

export interface ElementReads {
  readonly operands: readonly OperandReads[]
  /** Multiply-adds, table look-ups, comparisons: how often the inner loop goes round. */
  readonly loops: number
}

/**
 * The model of the referee's gas for one element, in one transaction:
 * `base + step + sum over stretches (pages * page + 2 * depth * sibling) + loops * loop`.
 * The pages of one stretch lie side by side, so one proof with at most two siblings a level ties all
 * of them to their root. Calldata is priced by EIP-7623's floor, 40 gas a byte, none of them zero.
 */
export const gasModel = {
  /** Transaction, game state, the element's own claim, settlement. */
  base: 200_000,
  /** The step's encoding and its proof against programRoot: bytes and hashing. */
  step: 80_000,
  /** 256 bytes of calldata, copying and hashing them. */
  page: 256 * 40 + 500,
  /** 32 bytes of calldata and one hash. */
  sibling: 32 * 40 + 200,
  /** One multiply-add. */
  loop: 40,
  /** What one element may cost at most; EIP-7825 caps a transaction at 16,777,216. */
  limit: 12_000_000,
  /** Bytes of calldata that one element may need at most; nodes pass on no transaction above 128 KiB. */
  calldataLimit: 100_000,
} as const

/** Bytes of calldata besides pages and siblings: the step, its proof, the move's own fields. */
const CALLDATA_BASE = 4_000

/** The pages that one stretch touches at worst. */
function stretchPages({ stretchBytes, aligned }: OperandReads): number {
  // An aligned stretch that divides the page crosses no boundary.
  if (stretchBytes === 1 || (aligned && PAGE_BYTES % stretchBytes === 0)) return 1
  return Math.floor((stretchBytes - 2) / PAGE_BYTES) + 2
}

/** How many pages of an operand one element needs at most. */
export function elementPages(reads: OperandReads): number {
  const all = Math.ceil(byteLength(reads.type) / PAGE_BYTES)
  return Math.min(all, reads.stretches * stretchPages(reads))
}

/** What one element costs the referee at worst. */
export interface ElementCost {
  readonly gas: number
  readonly calldata: number
}

/** The referee's worst case for one element. */
export function elementCost(reads: ElementReads): ElementCost {
  let gas = gasModel.base + gasModel.step + reads.loops * gasModel.loop
  let calldata = CALLDATA_BASE
  for (const operand of reads.operands) {
    const depth = treeDepth(Math.ceil(byteLength(operand.type) / PAGE_BYTES))
    const pages = elementPages(operand)
    const siblings = Math.min(operand.stretches, pages) * 2 * depth
    gas += pages * gasModel.page + siblings * gasModel.sibling
    calldata += pages * PAGE_BYTES + siblings * 32
  }
  return { gas, calldata }
}
