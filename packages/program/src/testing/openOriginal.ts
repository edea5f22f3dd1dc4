import * as ort from 'onnxruntime-node'
import type { TensorType } from '../compile/floatGraph.ts'
import { type FloatModel, type FloatRuntime, openFloat } from '../compile/floatRuntime.ts'

/** A float ONNX model of any number of inputs, given by name. */
export function openOriginal(
  onnx: Uint8Array,
  types: Readonly<Record<string, TensorType>>,
): Promise<FloatModel> {
  const runtime = ort as unknown as FloatRuntime
  return openFloat(runtime, onnx, new Map(Object.entries(types)), { author: 'user' })
}
