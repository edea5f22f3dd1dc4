import type { onnx } from 'onnx-proto'
import onnxProto from 'onnx-proto'
import type { Cut } from './cut.ts'
import type { EmittedOutput } from './emit/emitProgram.ts'
import { storedShape } from './emit/placement.ts'
import { isInteger } from './evaluateConstant.ts'
import { tensorProto, valueInfo } from './exportOnnx.ts'
import type { Constant, FloatDtype, Quantization } from './floatGraph.ts'
import type { ImportedModel } from './import/importOnnx.ts'
import { onnxTypeOf } from './import/readTensor.ts'
import { widenEnds } from './widenEnds.ts'

/** The name of the tail's input that takes the program's i-th output. */
export function tailInputName(index: number): string {
  return `program_output_${index}`
}

/**
 * Writes the float model that comes after the program: it takes the program's outputs as they are and
 * gives the original model's outputs.
 */
export function buildTail(
  model: ImportedModel,
  cut: Cut,
  outputs: readonly EmittedOutput[],
): Uint8Array {
  const nodes: onnx.INodeProto[] = []
  const initializers = new Map<string, Constant>()
  const inputs = outputs.map((output, index) => {
    const name = tailInputName(index)
    const target = cut.outputs[index] ?? ''
    const dtype = model.float.types.get(target)?.dtype ?? 'f32'
    const quantization = model.float.types.get(target)?.quantization
    readOutput(nodes, initializers, { name, output, target, dtype, quantization })
    return valueInfo(name, { dtype: output.dtype, shape: storedShape(output) })
  })
  const original = model.graph.node ?? []
  for (const place of [...cut.tail].sort((a, b) => a - b)) {
    const node = original[place]
    if (!node) continue
    nodes.push(node)
    for (const input of node.input ?? []) {
      const constant = model.float.constants.get(input)
      if (constant) initializers.set(input, constant)
    }
  }
  // An output may be known beforehand.
  for (const output of model.outputs) {
    const constant = model.float.constants.get(output)
    if (constant) initializers.set(output, constant)
  }
  return onnxProto.onnx.ModelProto.encode({
    irVersion: Math.max(4, Number(model.model.irVersion ?? 7)),
    opsetImport: model.model.opsetImport.map((one) => ({
      ...one,
      // Only from this version on does every runtime have the arithmetic of the tail.
      version: one.domain ? one.version : Math.max(7, Number(one.version)),
    })),
    graph: widenEnds({
      name: 'tail',
      node: nodes,
      input: inputs,
      output: (model.graph.output ?? []).map(({ name, type }) => ({
        name: name ?? '',
        // A symbolic batch was fixed, so the shapes that the file claims may no longer hold.
        type: { tensorType: { elemType: type?.tensorType?.elemType ?? 1 } },
      })),
      initializer: [...initializers].map(([name, constant]) => tensorProto(name, constant)),
    }),
  }).finish()
}

/** From the stored numbers of an output to the float tensor that they stand for. */
function readOutput(
  nodes: onnx.INodeProto[],
  initializers: Map<string, Constant>,
  parameters: {
    name: string
    output: EmittedOutput
    target: string
    dtype: FloatDtype
    /** How the model's own tensor holds its numbers as bytes, where it does. */
    quantization: Quantization | undefined
  },
): void {
  const { name, output, dtype, quantization } = parameters
  // Positions, as ArgMax gives them, are whole numbers again in the end.
  const isReal = dtype === 'f32' && !quantization
  const target = isReal ? parameters.target : `${name}/real`
  const scalar = (suffix: string, value: number) => {
    const constant = { dtype: 'f32' as const, shape: [], data: Float32Array.of(value) }
    initializers.set(`${name}/${suffix}`, constant)
    return `${name}/${suffix}`
  }
  const push = (
    opType: string,
    input: string[],
    out: string,
    attribute: onnx.IAttributeProto[] = [],
  ) => {
    nodes.push({ opType, name: out, input, output: [out], attribute })
    return out
  }
  const { order, shape } = output
  const turn = order.map((_, axis) => order.indexOf(axis))
  const isTurned = turn.some((from, axis) => from !== axis)
  // No axis at all is stored as one.
  const isScalar = shape.length === 0
  const numbers = push('Cast', [name], `${name}/float`, [{ name: 'to', type: 2, i: 1 }])
  const centred = push('Sub', [numbers, scalar('zero', output.zero)], `${name}/centred`)
  const plain = !isTurned && !isScalar
  const scaled = push(
    'Mul',
    [centred, scalar('scale', output.scale)],
    plain ? target : `${name}/scaled`,
  )
  if (isTurned) push('Transpose', [scaled], target, [{ name: 'perm', type: 7, ints: turn }])
  if (isScalar) {
    initializers.set(`${name}/shape`, { dtype: 'i64', shape: [0], data: new Float64Array(0) })
    push('Reshape', [scaled, `${name}/shape`], target)
  }
  if (quantization) {
    const zero = { dtype: quantization.dtype, shape: [], data: Float64Array.of(quantization.zero) }
    initializers.set(`${name}/point`, zero)
    const scale = scalar('step', quantization.scale)
    push('QuantizeLinear', [target, scale, `${name}/point`], parameters.target)
  } else if (target !== parameters.target) {
    // A byte stands for a number that is hardly ever whole, and a cast would cut off what is after the point. Models before opset 11
    // have no Round.
    const whole = isInteger(dtype)
      ? push(
          'Floor',
          [push('Add', [target, scalar('half', 0.5)], `${name}/raised`)],
          `${name}/whole`,
        )
      : target
    const to = { name: 'to', type: 2, i: onnxTypeOf(dtype) }
    push('Cast', [whole], parameters.target, [to])
  }
}
