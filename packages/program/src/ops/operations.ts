import type { OpName } from '../program.ts'
import { add } from './add.ts'
import { addWide } from './addWide.ts'
import { argMax } from './argMax.ts'
import { batchMatMul } from './batchMatMul.ts'
import { batchMatMulWide } from './batchMatMulWide.ts'
import { compare } from './compare.ts'
import { concat } from './concat.ts'
import { conv2d } from './conv2d.ts'
import { divRow } from './divRow.ts'
import { embedding } from './embedding.ts'
import { gather } from './gather.ts'
import { lookup } from './lookup.ts'
import { lookupWide } from './lookupWide.ts'
import { matMul } from './matMul.ts'
import { matMulWide } from './matMulWide.ts'
import { maxPool } from './maxPool.ts'
import { mul } from './mul.ts'
import type { Operation } from './operation.ts'
import { pad } from './pad.ts'
import { prefixSum } from './prefixSum.ts'
import { reshape } from './reshape.ts'
import { resize } from './resize.ts'
import { rope } from './rope.ts'
import { rowMax } from './rowMax.ts'
import { rowNorm } from './rowNorm.ts'
import { rowSum } from './rowSum.ts'
import { scale } from './scale.ts'
import { select } from './select.ts'
import { slice } from './slice.ts'
import { softmax } from './softmax.ts'
import { transpose } from './transpose.ts'

/** Every op, by its name. */
export const operations: { readonly [Name in OpName]: Operation<Name> } = {
  Conv2d: conv2d,
  MatMul: matMul,
  BatchMatMul: batchMatMul,
  Add: add,
  Mul: mul,
  Lookup: lookup,
  MaxPool: maxPool,
  Concat: concat,
  Slice: slice,
  Pad: pad,
  Reshape: reshape,
  Transpose: transpose,
  Resize: resize,
  Softmax: softmax,
  ArgMax: argMax,
  Embedding: embedding,
  AddWide: addWide,
  Scale: scale,
  MatMulWide: matMulWide,
  BatchMatMulWide: batchMatMulWide,
  RowMax: rowMax,
  RowSum: rowSum,
  RowNorm: rowNorm,
  DivRow: divRow,
  LookupWide: lookupWide,
  Rope: rope,
  Gather: gather,
  Select: select,
  Compare: compare,
  PrefixSum: prefixSum,
}

/**
 * The op of a step. It is the caller who keeps an op and its steps together, so the op's name is
 * not tracked in the type.
 */
export function operationOf(name: OpName): Operation<OpName> {
  return operations[name] as unknown as Operation<OpName>
}

const byCode = new Map(
  Object.values(operations).map((operation) => [operation.code, operation.name]),
)

/** The op that a code byte stands for; undefined where there is none. */
export function operationName(code: number): OpName | undefined {
  return byCode.get(code)
}
