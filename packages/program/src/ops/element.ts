import { PAGE_BYTES } from '../bytes/pages.ts'
import { treeDepth } from '../commit/tree.ts'
import { byteLength, bytesPerElement, type TensorType } from '../program.ts'

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

/** Reads one element. */
export function oneElement(type: TensorType): OperandReads {
  return { type, stretches: 1, stretchBytes: bytesPerElement[type.dtype], aligned: true }
}

/** Reads one row, along the last axis. */
export function oneRow(type: TensorType): OperandReads {
  const stretchBytes = type.shape.at(-1)! * bytesPerElement[type.dtype]
  return { type, stretches: 1, stretchBytes, aligned: true }
}

/** What an op makes of one element of a row costs, where the row is of bytes: they are taken 32 at a time. */
const ROW_BYTE_GAS = 13

/**
 * The gas of one turn of the loop over a wide row's elements.
 *
 * @param numberGas the op's own where the row is of i32, whose four bytes are put in order
 */
export function rowLoopGas({ dtype }: TensorType, numberGas: number): number {
  return dtype === 'u8' ? ROW_BYTE_GAS : numberGas
}

export interface ElementReads {
  readonly operands: readonly OperandReads[]
  /** Multiply-adds, table look-ups, comparisons: how often the inner loop goes round. */
  readonly loops: number
  /** The gas of one turn of the loop, where it is not a multiply-add of a row. */
  readonly loopGas?: number
  /** Stretches that are found and multiplied one by one. */
  readonly rows?: number
  /** Gas on top of what every op takes, whatever the shape. */
  readonly fixedGas?: number
}

/**
 * The model of the referee's gas for one element, in one transaction. Calldata is priced as by EIP-7623, no byte of
 * it zero: `base + max(40 a byte, 16 a byte + execution)`, where execution is
 * `step + fixedGas + pages * page + siblings * sibling + rows * row + loops * loopGas`.
 * The pages of one stretch lie side by side, so at most two siblings a level tie all of them to their root.
 * The constants are measured, some tenth above the dearest; a test holds the model to be above what is measured.
 */
export const gasModel = {
  /** Transaction, game state, the element's own claim, settlement, and handing 100,000 bytes of evidence to the referee. */
  base: 150_000,
  /** Reading the step's encoding and whatever else every op does. */
  step: 60_000,
  /** Copying and hashing 256 bytes, and the node above. */
  page: 700,
  /** One node of a proof. */
  sibling: 350,
  /** Finding one stretch among the pages, and beginning its sum. */
  row: 3_200,
  /** One multiply-add. */
  loop: 36,
  /** Finding one element of each operand by up to six dimensions, and arithmetic on wide numbers: the `fixedGas` of such ops. */
  wideElement: 10_000,
  /** What one element may cost at most; EIP-7825 caps a transaction at 16,777,216. */
  limit: 12_000_000,
  /** Bytes of calldata that one element may need at most; nodes pass on no transaction above 128 KiB. */
  calldataLimit: 100_000,
} as const

/** Bytes of calldata besides pages and siblings: the step (64 operands of 59 bytes), its proofs, the move's own fields. */
const CALLDATA_BASE = 5_000

/** What an op on wide numbers reads that makes one element of one element of each operand. */
export function wideElement({
  operands,
}: {
  readonly operands: readonly TensorType[]
}): ElementReads {
  return { operands: operands.map(oneElement), loops: 1, fixedGas: gasModel.wideElement }
}

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
  /** The whole transaction. */
  readonly gas: number
  /** Bytes. */
  readonly calldata: number
  /** What the referee itself executes. */
  readonly execution: number
}

/** The referee's worst case for one element. */
export function elementCost(reads: ElementReads): ElementCost {
  const { loops, loopGas = gasModel.loop, rows = 0, fixedGas = 0 } = reads
  let execution = gasModel.step + fixedGas + rows * gasModel.row + loops * loopGas
  let calldata = CALLDATA_BASE
  for (const operand of reads.operands) {
    const depth = treeDepth(Math.ceil(byteLength(operand.type) / PAGE_BYTES))
    const pages = elementPages(operand)
    const siblings = Math.min(operand.stretches, pages) * 2 * depth
    execution += pages * gasModel.page + siblings * gasModel.sibling
    calldata += pages * PAGE_BYTES + siblings * 32
  }
  const gas = gasModel.base + Math.max(40 * calldata, 16 * calldata + execution)
  return { gas, calldata, execution }
}
