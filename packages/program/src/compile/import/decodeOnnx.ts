import type { onnx } from 'onnx-proto'
import onnxProto from 'onnx-proto'
import { CompileError } from '../CompileError.ts'
import { checkImportLimits, DEFAULT_LIMITS, type ImportLimits } from './importLimits.ts'

export const OLDEST_OPSET = 6
export const NEWEST_OPSET = 23

export type DecodedModel = {
  model: onnx.ModelProto
  graph: onnx.IGraphProto
  /** Version of the standard operators. */
  opset: number
}

/** Decodes an ONNX file within limits; what it says is not yet checked. */
export function decodeOnnx(bytes: Uint8Array, limits: ImportLimits = DEFAULT_LIMITS): DecodedModel {
  checkImportLimits(bytes, limits)
  let model: onnx.ModelProto
  try {
    model = onnxProto.onnx.ModelProto.decode(bytes)
  } catch (cause) {
    throw new CompileError([{ reason: 'The file is not an ONNX model: it cannot be decoded.' }], {
      cause,
    })
  }
  const { graph } = model
  if (!graph?.node?.length) {
    throw new CompileError([{ reason: 'The ONNX model has no nodes.' }])
  }
  const isStandard = ({ domain }: { domain?: string | null }) => !domain || domain === 'ai.onnx'
  const standard = model.opsetImport.find(isStandard)
  // A model of nothing but operators of other domains, as of trees, names no version of the standard ones.
  const isNamed = standard !== undefined || graph.node.some(isStandard)
  const opset = isNamed ? Number(standard?.version ?? 1) : NEWEST_OPSET
  if (!Number.isInteger(opset) || opset < OLDEST_OPSET || opset > NEWEST_OPSET) {
    throw new CompileError([
      {
        reason: `The model uses opset ${opset}; ${OLDEST_OPSET} to ${NEWEST_OPSET} are understood. Export or convert it to one of them.`,
      },
    ])
  }
  return { model, graph, opset }
}
