import type { onnx } from 'onnx-proto'
import type { Constant, FloatDtype } from '../floatGraph.ts'
import { brainToNumber, halfToNumber } from '../halves.ts'

const dtypes: Record<number, FloatDtype> = {
  1: 'f32',
  2: 'u8',
  3: 'i8',
  4: 'u16',
  5: 'i16',
  6: 'i32',
  7: 'i64',
  9: 'bool',
  10: 'f16',
  11: 'f64',
  12: 'u32',
  13: 'u64',
  16: 'bf16',
}

const bytesOf: Record<FloatDtype, number> = {
  f32: 4,
  f64: 8,
  f16: 2,
  bf16: 2,
  i64: 8,
  i32: 4,
  i16: 2,
  i8: 1,
  u64: 8,
  u32: 4,
  u16: 2,
  u8: 1,
  bool: 1,
}

/** The element type of an ONNX type number, or undefined where it is none that numbers can hold. */
export function dtypeOf(type: number | null | undefined): FloatDtype | undefined {
  return dtypes[type ?? 0]
}

export function onnxTypeOf(dtype: FloatDtype): number {
  return Number(Object.entries(dtypes).find(([, name]) => name === dtype)?.[0])
}

/** Reads an ONNX tensor; a string tells what is wrong with it. */
export function readTensor(proto: onnx.ITensorProto, limit: number): Constant | string {
  const dtype = dtypeOf(proto.dataType)
  if (!dtype) return `element type ${proto.dataType ?? 0} cannot be read`
  if (proto.dataLocation === 1 || proto.externalData?.length) {
    return 'its data lies in another file, which was not given; save the model with its data inside'
  }
  const shape = (proto.dims ?? []).map(Number)
  if (shape.some((extent) => !Number.isSafeInteger(extent) || extent < 0) || shape.length > 8) {
    return `shape [${shape}] is not a shape of at most 8 axes`
  }
  const count = shape.reduce((product, extent) => product * extent, 1)
  if (count > limit) return `it has ${count} elements; at most ${limit} are read`
  const data =
    dtype === 'f32' || dtype === 'f16' || dtype === 'bf16'
      ? new Float32Array(count)
      : new Float64Array(count)
  const raw = proto.rawData
  if (raw?.length) {
    if (raw.length !== count * bytesOf[dtype]) {
      return `it holds ${raw.length} bytes where shape [${shape}] of ${dtype} needs ${count * bytesOf[dtype]}`
    }
    readRaw(raw, dtype, data)
    return { dtype, shape, data }
  }
  const typed = typedData(proto, dtype)
  if (typed.length !== count) {
    return `it holds ${typed.length} elements where shape [${shape}] needs ${count}`
  }
  for (let i = 0; i < count; i++) {
    const value = Number(typed[i])
    data[i] =
      dtype === 'f16' ? halfToNumber(value) : dtype === 'bf16' ? brainToNumber(value) : value
  }
  return { dtype, shape, data }
}

function typedData(proto: onnx.ITensorProto, dtype: FloatDtype): ArrayLike<unknown> {
  if (dtype === 'f32') return proto.floatData ?? []
  if (dtype === 'f64') return proto.doubleData ?? []
  if (dtype === 'i64') return proto.int64Data ?? []
  if (dtype === 'u64' || dtype === 'u32') return proto.uint64Data ?? []
  return proto.int32Data ?? []
}

function readRaw(raw: Uint8Array, dtype: FloatDtype, data: Float32Array | Float64Array): void {
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength)
  if (dtype === 'f32' && data instanceof Float32Array && isLittleEndian) {
    new Uint8Array(data.buffer).set(raw)
    return
  }
  const read = readers[dtype]
  const size = bytesOf[dtype]
  for (let i = 0; i < data.length; i++) data[i] = read(view, i * size)
}

const isLittleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1

const readers: Record<FloatDtype, (view: DataView, at: number) => number> = {
  f32: (view, at) => view.getFloat32(at, true),
  f64: (view, at) => view.getFloat64(at, true),
  f16: (view, at) => halfToNumber(view.getUint16(at, true)),
  bf16: (view, at) => brainToNumber(view.getUint16(at, true)),
  i64: (view, at) => Number(view.getBigInt64(at, true)),
  i32: (view, at) => view.getInt32(at, true),
  i16: (view, at) => view.getInt16(at, true),
  i8: (view, at) => view.getInt8(at),
  u64: (view, at) => Number(view.getBigUint64(at, true)),
  u32: (view, at) => view.getUint32(at, true),
  u16: (view, at) => view.getUint16(at, true),
  u8: (view, at) => view.getUint8(at),
  bool: (view, at) => (view.getUint8(at) ? 1 : 0),
}
