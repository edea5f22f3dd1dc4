import onnxProto from 'onnx-proto'

/** The names of an ONNX model's inputs, in their order, and the types of its operators, each once. */
export function describeModel(onnx: Uint8Array): { inputs: string[]; operators: string[] } {
  const { graph } = onnxProto.onnx.ModelProto.decode(onnx)
  const types = (graph?.node ?? []).map(({ opType }) => opType ?? '')
  return {
    inputs: (graph?.input ?? []).map(({ name }) => name ?? ''),
    operators: [...new Set(types)].sort(),
  }
}
