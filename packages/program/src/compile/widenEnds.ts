import type { onnx } from 'onnx-proto'
import { renameTensors } from './import/inlineBranch.ts'
import { dtypeOf, onnxTypeOf } from './import/readTensor.ts'

/** Gives a model inputs and outputs of f32 where they are of 16 bits, which JavaScript can't pass to every onnxruntime. */
export function widenEnds(graph: onnx.IGraphProto): onnx.IGraphProto {
  const constants = new Set((graph.initializer ?? []).map(({ name }) => name))
  const isNarrow = ({ name, type }: onnx.IValueInfoProto) => {
    const dtype = dtypeOf(type?.tensorType?.elemType)
    return (dtype === 'f16' || dtype === 'bf16') && !constants.has(name)
  }
  const inputs = (graph.input ?? []).filter(isNarrow)
  const outputs = (graph.output ?? []).filter(isNarrow)
  if (inputs.length + outputs.length === 0) return graph
  const inner = (name: string) => `${name}/narrow`
  const names = [...inputs, ...outputs].map(({ name }) => name ?? '')
  const renamed = renameTensors(graph, new Map(names.map((name) => [name, inner(name)])))
  const cast = (from: string, to: string, elemType: number): onnx.INodeProto => {
    const attribute = [{ name: 'to', type: 2, i: elemType }]
    return { opType: 'Cast', name: `${to}/wide`, input: [from], output: [to], attribute }
  }
  const wide = (value: onnx.IValueInfoProto): onnx.IValueInfoProto =>
    isNarrow(value)
      ? {
          ...value,
          type: { tensorType: { ...value.type?.tensorType, elemType: onnxTypeOf('f32') } },
        }
      : value
  const narrow = (value: onnx.IValueInfoProto) => value.type?.tensorType?.elemType ?? 1
  return {
    ...renamed,
    input: (graph.input ?? []).map(wide),
    output: (graph.output ?? []).map(wide),
    // What the file says of inner tensors may be said of names that have changed.
    valueInfo: [],
    node: [
      ...inputs.map((value) => cast(value.name ?? '', inner(value.name ?? ''), narrow(value))),
      ...(renamed.node ?? []),
      ...outputs.map(({ name }) => cast(inner(name ?? ''), name ?? '', onnxTypeOf('f32'))),
    ],
  }
}
