/**
 * The types of an exact program: one input tensor, a list of steps, one or more outputs.
 *
 * Every tensor has one shape, the one its bytes are stored in: images are channels-last (N, H, W, C),
 * everything else is row-major. Nothing else is known about layout, so what a step means can be read
 * from only the step. The numbers: activations are u8 (each consumer carries the zero point it
 * subtracts), convolution and matrix weights i8, accumulators, raw outputs and wide numbers i32.
 */

export type Hex = `0x${string}`

/** The version byte of programs that this package reads and writes. */
export const PROGRAM_VERSION = 2

/**
 * The positions that a run goes through, and the step that says that it is done: a program of this version has one position and no
 * such step. Both stand in its header, so that programs over sequences need no other one.
 */
export const MAX_POSITIONS = 1
export const NO_DONE_STEP = 0xffffffff

export type DType = 'u8' | 'i8' | 'i32'

export interface TensorType {
  readonly dtype: DType
  /** Dimensions as stored, each at least 1; at least one and at most `limits.rank` of them. */
  readonly shape: readonly number[]
}

/** A constant tensor: its canonical bytes (little-endian, no padding) are what is committed to. */
export interface Weight {
  readonly type: TensorType
  readonly data: Uint8Array
}

export type Operand =
  | { readonly kind: 'input' }
  | { readonly kind: 'weight'; readonly index: number }
  | { readonly kind: 'step'; readonly index: number }

/**
 * How an exact sum becomes a byte: `clamp(round(float(float(sum) * multiplier)) + outputZero, low, high)`, where float and round go to
 * the nearest float32 and to the nearest integer, ties to even. A multiplier is a float32 number, of which an i32 holds the bits.
 * With i32 output none of it applies: outputZero and low are 0, high is 255, and every multiplier is 1.
 */
export interface Requantize {
  readonly outputZero: number
  /** Smallest byte that may come out: a fused activation's lower clamp (0 where there is none). */
  readonly low: number
  /** Largest byte that may come out: a fused activation's upper clamp (255 where there is none). */
  readonly high: number
}

/** Operands: x u8 (N,H,W,C); weight i8 (O,KH,KW,C/groups); channel table i32 (O,2) of (bias, multiplier). Output u8 or i32 (N,OH,OW,O). */
export interface Conv2dAttributes extends Requantize {
  readonly strides: readonly [height: number, width: number]
  readonly pads: readonly [top: number, left: number, bottom: number, right: number]
  readonly dilations: readonly [height: number, width: number]
  readonly groups: number
  /** The byte that stands for zero in x; padding counts as this byte. */
  readonly inputZero: number
}

/** Operands: x u8 (..., K); weight i8 (N,K); channel table i32 (N,2) of (bias, multiplier). Output u8 or i32 (..., N). */
export interface MatMulAttributes extends Requantize {
  readonly inputZero: number
}

/** Operands: left u8 (..., M, K); right u8 (..., N, K), stored transposed; same leading dimensions. Output u8 or i32 (..., M, N). */
export interface BatchMatMulAttributes extends Requantize {
  readonly leftZero: number
  readonly rightZero: number
  /** The bits of a float32 number. */
  readonly multiplier: number
}

/**
 * Operands: left u8, right u8 of equal rank; a dimension of 1 is repeated. Output u8:
 * `clamp(roundHalfEven(((left - leftZero) * leftMultiplier + (right - rightZero) * rightMultiplier) / 2^shift + outputZero), low, high)`.
 * A negative multiplier subtracts. Here outputZero is added before rounding.
 */
export interface AddAttributes extends Requantize {
  readonly leftZero: number
  readonly leftMultiplier: number
  readonly rightZero: number
  readonly rightMultiplier: number
  readonly shift: number
}

/**
 * Operands as for Add. Output u8:
 * `clamp(roundHalfEven((left - leftZero) * (right - rightZero) * multiplier / 2^shift + outputZero), low, high)`.
 * Here outputZero is added before rounding.
 */
export interface MulAttributes extends Requantize {
  readonly leftZero: number
  readonly rightZero: number
  readonly multiplier: number
  readonly shift: number
}

/** Operands: x u8 of any shape; table u8 (256), a weight. Output u8 of x's shape: `table[x]`. */
export type LookupAttributes = Readonly<Record<never, never>>

/** Operand: x u8 (N,H,W,C). Output u8. Padding never wins: every window has a real element. */
export interface MaxPoolAttributes {
  readonly kernel: readonly [height: number, width: number]
  readonly strides: readonly [height: number, width: number]
  readonly pads: readonly [top: number, left: number, bottom: number, right: number]
  readonly dilations: readonly [height: number, width: number]
}

/** Operands: 2 or more tensors of one dtype that differ only in `axis`. */
export interface ConcatAttributes {
  readonly axis: number
}

/** Operand: x of any dtype. Output element at i is x at `starts + i * steps`, per axis. */
export interface SliceAttributes {
  readonly starts: readonly number[]
  readonly steps: readonly number[]
  readonly sizes: readonly number[]
}

/** Operand: x u8. Surrounds it with `value`. */
export interface PadAttributes {
  readonly begins: readonly number[]
  readonly ends: readonly number[]
  readonly value: number
}

/** Operand: x of any dtype. The same bytes under another shape. */
export interface ReshapeAttributes {
  readonly shape: readonly number[]
}

/** Operand: x of any dtype. Output axis i is x's axis `permutation[i]`. */
export interface TransposeAttributes {
  readonly permutation: readonly number[]
}

/** Operand: x u8 (N,H,W,C). Nearest: output (h, w) is x at `(floor(h * H / height), floor(w * W / width))`. */
export interface ResizeAttributes {
  readonly height: number
  readonly width: number
}

/**
 * Operands: x u8 (..., K), rank at least 2; table i32 (256), a weight with entries from 0 to 32767 and table[0] at least 1.
 * Over the last axis: `e[k] = table[max(x) - x[k]]`, output u8 `floor((e[k] * 255 + floor(sum(e) / 2)) / sum(e))`.
 */
export type SoftmaxAttributes = Readonly<Record<never, never>>

/** Operand: x u8 or i32 (..., K), rank at least 2. Output i32 (...): the first position of the largest value. */
export type ArgMaxAttributes = Readonly<Record<never, never>>

/** Operands: indices u8 or i32 of any shape; table u8 (V, D), a weight. Output u8 (..., D): row `clamp(index, 0, V - 1)`. */
export type EmbeddingAttributes = Readonly<Record<never, never>>

/**
 * How a wide op ends: its integer becomes `min(max(integer, low), high)`, with -2^31 <= low <= high < 2^31. The output may be u8
 * where low is at least 0 and high at most 255.
 */
export interface Saturate {
  readonly low: number
  readonly high: number
}

/** The place of what programs over sequences say about how an axis grows with the position; a program of one position says 0. */
export interface Grow {
  readonly grow: number
}

/** Operands: left, right u8 or i32, which repeat as Add's. Output u8 or i32: `sat(left * leftSign + right * rightSign)`. */
export interface AddWideAttributes extends Grow, Saturate {
  /** 1 or -1. */
  readonly leftSign: number
  readonly rightSign: number
}

/**
 * Operands: x u8 or i32; s i32 of x's rank, each dimension 1 or x's. Output u8 or i32 of x's shape: `sat(x * s / 2^shift)`, rounded to
 * the nearest integer, ties to even (mode 0), or down (mode 1).
 */
export interface ScaleAttributes extends Grow, Saturate {
  readonly shift: number
  readonly mode: number
}

/**
 * Operands: x u8 (..., K); weight i8 (N, K); table i32 (N, 2), a weight, of (bias, multiplier from 0 to 65,535). Output u8 or i32 (..., N):
 * `sat(roundHalfEven((bias + sum of (x - inputZero) * weight) * multiplier / 2^shift))`.
 */
export interface MatMulWideAttributes extends Saturate {
  readonly inputZero: number
  readonly shift: number
}

/** Operands: left u8 (..., M, K); right u8 (..., N, K), as BatchMatMul's. Output u8 or i32 (..., M, N): the sum, saturated. */
export interface BatchMatMulWideAttributes extends Saturate {
  readonly leftZero: number
  readonly rightZero: number
  /** The axis along which programs over sequences grow; a program of one position says 0. */
  readonly axis: number
}

/**
 * Operand: x u8 or i32 (..., K). Output u8 or i32 (..., ceil(K / block)): of each block of the row the largest number, or with
 * `absolute` 1 the largest magnitude and at least 1; saturated.
 */
export interface RowMaxAttributes extends Grow, Saturate {
  readonly absolute: number
  readonly block: number
}

/** Operand and output as for RowMax: the sum of each block, saturated. */
export interface RowSumAttributes extends Grow, Saturate {
  readonly block: number
}

/** Operand: x i32 (..., K). Output i32 (..., 1): `max(1, floor(sqrt(sum of squares)))`. */
export type RowNormAttributes = Readonly<Record<never, never>>

/**
 * Operands: x u8 or i32 (..., K); d i32 (..., 1). Output u8 or i32 of x's shape: `sat(x * c / max(1, d) + offset)`, where the quotient is
 * rounded to the nearest integer, ties to even (mode 0), or down (mode 1).
 */
export interface DivRowAttributes extends Grow, Saturate {
  readonly c: number
  readonly offset: number
  readonly mode: number
}

/** Operands: x i32 of any shape; table u8 or i32 (n), a weight of at most 65,536. Output of x's shape: `table[clamp(x - base, 0, n - 1)]`. */
export interface LookupWideAttributes extends Grow {
  readonly base: number
}

/**
 * Operands: x i32 (H, D), D even; table i32 (P, D / 2, 2), a weight of (cosine, sine) within +-2^15; p i32 (1). Output i32 (H, D): each
 * pair (a, b) of x turned by row `clamp(p, 0, P - 1)` of the table, `sat((a * cos - b * sin) / 2^15), sat((a * sin + b * cos) / 2^15)`,
 * rounded to the nearest integer, ties to even. Pairs are neighbours (layout 0), or an element and the one D / 2 after it (layout 1).
 */
export interface RopeAttributes extends Saturate {
  readonly layout: number
}

/** Operands: index u8 or i32 of any shape; table u8 or i32 (V, ...). Output: index's shape and then the table's rest: row `clamp(index, 0, V - 1)`. */
export type GatherAttributes = Readonly<Record<never, never>>

/** Operands: c u8 or i32; a, b of one type, u8 or i32; all of equal rank, repeated as Add's. Output of a's type: `c != 0 ? a : b`. */
export type SelectAttributes = Readonly<Record<never, never>>

/** Operands: a, b u8 or i32, which repeat as Add's. Output u8, 0 or 1: a < b (kind 0), a = b (kind 1), a <= b (kind 2). */
export interface CompareAttributes extends Grow {
  readonly kind: number
}

/** Operand: x u8 or i32 (..., K), K at most 1024. Output u8 or i32 of x's shape: the sum of the row's elements up to and with this one, saturated. */
export type PrefixSumAttributes = Saturate

/** The attributes of each op, by its name. */
export interface OpAttributes {
  Conv2d: Conv2dAttributes
  MatMul: MatMulAttributes
  BatchMatMul: BatchMatMulAttributes
  Add: AddAttributes
  Mul: MulAttributes
  Lookup: LookupAttributes
  MaxPool: MaxPoolAttributes
  Concat: ConcatAttributes
  Slice: SliceAttributes
  Pad: PadAttributes
  Reshape: ReshapeAttributes
  Transpose: TransposeAttributes
  Resize: ResizeAttributes
  Softmax: SoftmaxAttributes
  ArgMax: ArgMaxAttributes
  Embedding: EmbeddingAttributes
  AddWide: AddWideAttributes
  Scale: ScaleAttributes
  MatMulWide: MatMulWideAttributes
  BatchMatMulWide: BatchMatMulWideAttributes
  RowMax: RowMaxAttributes
  RowSum: RowSumAttributes
  RowNorm: RowNormAttributes
  DivRow: DivRowAttributes
  LookupWide: LookupWideAttributes
  Rope: RopeAttributes
  Gather: GatherAttributes
  Select: SelectAttributes
  Compare: CompareAttributes
  PrefixSum: PrefixSumAttributes
}

export type OpName = keyof OpAttributes

export interface StepOf<Name extends OpName> {
  readonly op: Name
  readonly operands: readonly Operand[]
  readonly attributes: OpAttributes[Name]
  /** The type of what the step produces; the load gate checks it against the op's shape rule. */
  readonly output: TensorType
}

export type Step = { [Name in OpName]: StepOf<Name> }[OpName]

export interface Program {
  readonly version: typeof PROGRAM_VERSION
  readonly input: TensorType
  /** In order: a step may use the input, weights, and steps before it. */
  readonly steps: readonly Step[]
  /** Indices of the steps whose tensors are the program's outputs, in order. */
  readonly outputs: readonly number[]
  readonly weights: readonly Weight[]
}

export const bytesPerElement: Readonly<Record<DType, number>> = { u8: 1, i8: 1, i32: 4 }

/** The number of elements of a shape. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1)
}

/** The number of canonical bytes of a tensor of this type. */
export function byteLength(type: TensorType): number {
  return elementCount(type.shape) * bytesPerElement[type.dtype]
}

/** The type of what an operand refers to. */
export function operandType(
  program: Pick<Program, 'input' | 'steps' | 'weights'>,
  operand: Operand,
): TensorType {
  if (operand.kind === 'input') return program.input
  const type =
    operand.kind === 'weight'
      ? program.weights[operand.index]?.type
      : program.steps[operand.index]?.output
  if (type === undefined) throw new Error(`There is no ${operand.kind} ${operand.index}.`)
  return type
}
