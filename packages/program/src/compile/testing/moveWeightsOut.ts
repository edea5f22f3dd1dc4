import onnxProto from 'onnx-proto'

/** The model with its first constant's data elsewhere, as `entries` say, and that data. */
export function moveWeightsOut(
  onnx: Uint8Array,
  entries: Readonly<Record<string, string>>,
): { onnx: Uint8Array; weights: Uint8Array } {
  const model = onnxProto.onnx.ModelProto.decode(onnx)
  const [tensor] = model.graph?.initializer ?? []
  if (!tensor?.rawData) throw new Error('The model holds no weights.')
  const weights = tensor.rawData
  tensor.rawData = new Uint8Array()
  tensor.dataLocation = 1
  tensor.externalData = Object.entries(entries).map(([key, value]) => ({ key, value }))
  return { onnx: onnxProto.onnx.ModelProto.encode(model).finish(), weights }
}
