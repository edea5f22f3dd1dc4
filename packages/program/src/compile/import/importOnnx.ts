import type { onnx } from 'onnx-proto'
import { CompileError, type CompileProblem } from '../CompileError.ts'
import type { Constant, FloatGraph, TensorType } from '../floatGraph.ts'
import { type DecodedModel, decodeOnnx } from './decodeOnnx.ts'
import { GraphBuilder } from './GraphBuilder.ts'
import { constantHandlers } from './importConstant.ts'
import { elementwiseHandlers } from './importElementwise.ts'
import { DEFAULT_LIMITS, type ImportLimits } from './importLimits.ts'
import { matrixHandlers } from './importMatrix.ts'
import { movementHandlers } from './importMovement.ts'
import { quantizedHandlers } from './importQuantized.ts'
import { transposedHandlers } from './importTransposed.ts'
import { type Handler, windowHandlers } from './importWindow.ts'
import { inlineBranch, tensorsTaken } from './inlineBranch.ts'
import { NodeProblem, NodeReader } from './NodeReader.ts'
import { dtypeOf, readTensor } from './readTensor.ts'

const handlers: ReadonlyMap<string, Handler> = new Map(
  Object.entries({
    ...constantHandlers,
    ...windowHandlers,
    ...transposedHandlers,
    ...elementwiseHandlers,
    ...matrixHandlers,
    ...movementHandlers,
    ...quantizedHandlers,
  }),
)

export type ImportParameters = {
  limits?: ImportLimits
  /** Shapes for inputs that the file leaves open, by input name. */
  shapes?: Readonly<Record<string, readonly number[]>>
}

/** A problem with the place of its node in the file, so that a cut can tell whether it matters. */
export type ImportProblem = CompileProblem & { source?: number }

export type ImportedModel = DecodedModel & {
  /** The part that is understood; its outputs are not chosen yet. */
  float: FloatGraph
  inputs: readonly string[]
  outputs: readonly string[]
  problems: readonly ImportProblem[]
  /** What was assumed, in sentences. */
  notes: readonly string[]
}

/** Reads an ONNX file into a float graph, going on past every node that is not understood and listing it. */
export function importOnnx(bytes: Uint8Array, parameters: ImportParameters = {}): ImportedModel {
  const limits = parameters.limits ?? DEFAULT_LIMITS
  const decoded = decodeOnnx(bytes, limits)
  const { graph, opset } = decoded
  const builder = new GraphBuilder(limits.tensorElements)
  const problems: ImportProblem[] = []
  const notes: string[] = []
  const setConstant = (proto: onnx.ITensorProto) => {
    const constant = readTensor(proto, limits.tensorElements)
    if (typeof constant === 'string') problems.push({ tensor: proto.name ?? '', reason: constant })
    else builder.setConstant(proto.name ?? '', constant)
  }
  for (const proto of graph.initializer ?? []) setConstant(proto)
  if (graph.sparseInitializer?.length)
    problems.push({ reason: 'Sparse initializers are not supported.' })
  const inputs: string[] = []
  for (const value of graph.input ?? []) {
    const name = value.name ?? ''
    if (builder.types.has(name) || (graph.initializer ?? []).some((proto) => proto.name === name))
      continue
    const type = inputType(value, parameters.shapes?.[name], notes)
    if (typeof type === 'string') problems.push({ tensor: name, reason: type })
    else {
      builder.types.set(name, type)
      inputs.push(name)
    }
  }
  if (inputs.length === 0 && problems.length === 0)
    problems.push({ reason: 'The model has no input.' })
  const used = new Set([
    ...tensorsTaken(graph.node ?? []),
    ...(graph.output ?? []).map(({ name }) => name ?? ''),
  ])
  const defined = new Set([...builder.types.keys(), ...problems.map(({ tensor }) => tensor ?? '')])
  const taken: onnx.INodeProto[] = []
  const pending = [...(graph.node ?? [])].reverse()
  for (let proto = pending.pop(); proto; proto = pending.pop()) {
    const condition = builder.constants.get(proto.input?.[0] ?? '')
    const branch =
      proto.opType === 'If' && !proto.domain && condition
        ? inlineBranch(proto, Boolean(condition.data[0]))
        : undefined
    if (branch) {
      for (const constant of branch.constants) {
        const name = constant.name ?? ''
        if (defined.has(name)) problems.push({ tensor: name, reason: 'it is given twice' })
        else setConstant(constant)
        defined.add(name)
      }
      for (const node of [...branch.nodes].reverse()) pending.push(node)
      continue
    }
    importNode({ builder, proto, source: taken.length, opset, limits, problems, defined, used })
    taken.push(proto)
  }
  const outputs = (graph.output ?? []).map((value) => value.name ?? '')
  if (outputs.length === 0) problems.push({ reason: 'The model has no output.' })
  for (const output of outputs) {
    if (!defined.has(output))
      problems.push({ tensor: output, reason: 'the output is made by no node' })
  }
  const { nodes, types, constants } = builder
  return {
    ...decoded,
    graph: { ...graph, node: taken },
    float: { inputs, outputs, nodes, types, constants },
    inputs,
    outputs,
    problems,
    notes,
  }
}

function importNode(parameters: {
  builder: GraphBuilder
  proto: onnx.INodeProto
  source: number
  opset: number
  limits: ImportLimits
  problems: ImportProblem[]
  defined: Set<string>
  used: ReadonlySet<string>
}): void {
  const { builder, proto, source, opset, limits, problems, defined, used } = parameters
  const node = new NodeReader(proto, source, { opset, used })
  const report = (reason: string, tensor?: string) =>
    problems.push({ node: node.name, op: node.op, source, ...(tensor ? { tensor } : {}), reason })
  for (const output of node.outputs) {
    if (output && defined.has(output)) report('it is computed twice', output)
  }
  const dangling = node.inputs.find((input) => input && !defined.has(input))
  for (const output of node.outputs) if (output) defined.add(output)
  if (dangling !== undefined) {
    report('it is used before anything computes it', dangling)
    return
  }
  const constant = node.op === 'Constant' ? readConstant(node, limits) : undefined
  if (typeof constant === 'string') report(constant)
  else if (constant) builder.setConstant(node.output, constant)
  if (constant) return
  const handler = handlers.get(node.op)
  if (!handler) {
    report('the operator is not supported')
    return
  }
  // An operand that an earlier problem left without a type has been reported there.
  if (node.inputs.some((input) => input && !builder.types.has(input))) return
  try {
    handler(builder, node)
  } catch (error) {
    if (!(error instanceof NodeProblem)) throw error
    report(error.message, error.tensor)
  }
}

function readConstant(node: NodeReader, limits: ImportLimits): Constant | string | undefined {
  try {
    const proto = node.tensor('value')
    if (proto) return readTensor(proto, limits.tensorElements)
    if (node.has('value_float')) return scalar('f32', [node.float('value_float', 0)], [])
    if (node.has('value_int')) return scalar('i64', [node.int('value_int', 0)], [])
    const floats = node.floats('value_floats')
    if (floats) return scalar('f32', floats, [floats.length])
    const ints = node.ints('value_ints')
    if (ints) return scalar('i64', ints, [ints.length])
    return 'its value is neither a tensor nor numbers'
  } catch (error) {
    if (!(error instanceof NodeProblem)) throw error
    return error.message
  }
}

function scalar(dtype: 'f32' | 'i64', values: readonly number[], shape: number[]): Constant {
  return {
    dtype,
    shape,
    data: dtype === 'f32' ? Float32Array.from(values) : Float64Array.from(values),
  }
}

function inputType(
  value: onnx.IValueInfoProto,
  given: readonly number[] | undefined,
  notes: string[],
): TensorType | string {
  const tensor = value.type?.tensorType
  const dtype = dtypeOf(tensor?.elemType)
  if (!tensor || !dtype) return 'the input is not a tensor of numbers'
  if (given) return { dtype, shape: given }
  if (!tensor.shape) return 'the shape of the input is not known; give it'
  const open: number[] = []
  const shape = (tensor.shape.dim ?? []).map((dim, axis) => {
    const extent = dim.dimParam ? 0 : Number(dim.dimValue ?? 0)
    if (extent > 0 && Number.isSafeInteger(extent)) return extent
    open.push(axis)
    return 1
  })
  const dynamic = open.filter((axis) => axis !== 0)
  if (dynamic.length > 0) {
    return `axes ${dynamic.join(', ')} of the input have no fixed size; give its shape`
  }
  if (open.includes(0)) notes.push(`The batch of input '${value.name}' is fixed to 1.`)
  if (shape.length > 8) return `the input has ${shape.length} axes; at most 8 are taken`
  return { dtype, shape }
}

/** Throws what stands against the model, if anything. */
export function refuseProblems(problems: readonly ImportProblem[]): void {
  if (problems.length === 0) return
  throw new CompileError(problems.map(({ source: _, ...problem }) => problem))
}
