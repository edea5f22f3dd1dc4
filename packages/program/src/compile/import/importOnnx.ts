import type { onnx } from 'onnx-proto'
import { CompileError, type CompileProblem } from '../CompileError.ts'
import { allocate, isInteger } from '../evaluateConstant.ts'
import { type Constant, type FloatGraph, sizeOf, type TensorType } from '../floatGraph.ts'
import { type DecodedModel, decodeOnnx } from './decodeOnnx.ts'
import { GraphBuilder } from './GraphBuilder.ts'
import { constantHandlers } from './importConstant.ts'
import { dynamicHandlers, misusedOperand, passRole } from './importDynamic.ts'
import { einsumHandlers } from './importEinsum.ts'
import { elementwiseHandlers } from './importElementwise.ts'
import { DEFAULT_LIMITS, type ImportLimits } from './importLimits.ts'
import { linearHandlers } from './importLinear.ts'
import { maskHandlers } from './importMasks.ts'
import { matrixHandlers } from './importMatrix.ts'
import { movementHandlers } from './importMovement.ts'
import { normalizationHandlers } from './importNormalization.ts'
import { oneHotHandlers } from './importOneHot.ts'
import { quantizedHandlers } from './importQuantized.ts'
import { recurrentHandlers } from './importRecurrent.ts'
import { svmHandlers } from './importSvm.ts'
import { transposedHandlers } from './importTransposed.ts'
import { type Handler, windowHandlers } from './importWindow.ts'
import { inlineBranch, tensorsTaken } from './inlineBranch.ts'
import { NodeProblem, NodeReader } from './NodeReader.ts'
import { answerWithPlaces } from './placesOfClasses.ts'
import { dtypeOf, readTensor } from './readTensor.ts'
import { sortNodes } from './sortNodes.ts'

const handlers: ReadonlyMap<string, Handler> = new Map(
  Object.entries({
    ...constantHandlers,
    ...windowHandlers,
    ...transposedHandlers,
    ...elementwiseHandlers,
    ...matrixHandlers,
    ...movementHandlers,
    ...normalizationHandlers,
    ...maskHandlers,
    ...einsumHandlers,
    ...linearHandlers,
    ...svmHandlers,
    ...quantizedHandlers,
    ...dynamicHandlers,
    ...recurrentHandlers,
    ...oneHotHandlers,
  }),
)

/** Why operators that models often have are not taken, where there is more to say than that. */
const WHY: Readonly<Record<string, string>> = {
  If: 'its condition depends on the input; where it is decided by an input that always is the same, freeze that one (--freeze name=…)',
  Loop: 'loops are not supported; export the model with its loops unrolled',
  'ai.onnx.ml.ZipMap':
    'its output is no tensor; export without it, as with options={"zipmap": False} of skl2onnx',
  Scan: 'loops are not supported; export the model with its loops unrolled',
}

/** Dynamic quantization is taken where it only makes products of numbers cheaper. */
const MISUSED =
  'it shows how DynamicQuantizeLinear rounds, which a program does in its own way; export the model without it, or quantize it with fixed scales'
const DYNAMIC =
  'The scales that the model chooses anew for each input are left out; the program has its own, from the calibration.'

export type ImportParameters = {
  limits?: ImportLimits
  /** Shapes for inputs that the file leaves open, by input name. */
  shapes?: Readonly<Record<string, readonly number[]>>
  /** Numbers that inputs always have, by input name; a single one fills the whole input. */
  freeze?: Readonly<Record<string, readonly number[]>>
  /** Results of nodes that were computed before, by tensor. */
  folded?: ReadonlyMap<string, Constant>
}

/** A problem with the place of its node in the file, so that a cut can tell whether it matters. */
export type ImportProblem = CompileProblem & { source?: number }

export type ImportedModel = DecodedModel & {
  /** The part that is understood; its outputs are not chosen yet. */
  float: FloatGraph
  inputs: readonly string[]
  outputs: readonly string[]
  /** What the original has to be given for the inputs that are constants here. */
  frozen: ReadonlyMap<string, Constant>
  /** Nodes that are not understood here but take nothing except constants and each other's results. */
  foldable: readonly onnx.INodeProto[]
  problems: readonly ImportProblem[]
  /** What the classes are called, where the graph gives their places instead. */
  labels: readonly string[] | undefined
  /** What was assumed, in sentences. */
  notes: readonly string[]
}

/** Reads an ONNX file into a float graph, going on past every node that is not understood and listing it. */
export function importOnnx(bytes: Uint8Array, parameters: ImportParameters = {}): ImportedModel {
  const limits = parameters.limits ?? DEFAULT_LIMITS
  const decoded = decodeOnnx(bytes, limits)
  const { opset } = decoded
  const { graph, labels } = answerWithPlaces(decoded.graph)
  const builder = new GraphBuilder(limits.tensorElements)
  const problems: ImportProblem[] = []
  const notes: string[] = []
  const setConstant = (proto: onnx.ITensorProto) => {
    const constant = readTensor(proto, limits.tensorElements)
    if (typeof constant === 'string') problems.push({ tensor: proto.name ?? '', reason: constant })
    else builder.setConstant(proto.name ?? '', constant)
  }
  for (const proto of graph.initializer ?? []) setConstant(proto)
  const initialized = new Set((graph.initializer ?? []).map(({ name }) => name))
  if (graph.sparseInitializer?.length)
    problems.push({ reason: 'Sparse initializers are not supported.' })
  const inputs: string[] = []
  const frozen = new Map<string, Constant>()
  const given = (graph.input ?? []).filter(({ name }) => !initialized.has(name))
  for (const value of given) {
    const name = value.name ?? ''
    const values = parameters.freeze?.[name]
    const type = inputType(value, { given: parameters.shapes?.[name], values, notes })
    const constant = values && typeof type !== 'string' ? frozenInput(type, values) : undefined
    const wrong = typeof type === 'string' ? type : constant
    if (typeof wrong === 'string') problems.push({ tensor: name, reason: wrong })
    else if (wrong) {
      frozen.set(name, wrong)
      builder.setConstant(name, wrong)
      notes.push(`Input '${name}' is fixed to ${values?.slice(0, 8).join(', ')}.`)
    } else if (typeof type !== 'string') {
      builder.types.set(name, type)
      inputs.push(name)
    }
  }
  problems.push(...unknownNames(parameters, given))
  if (inputs.length === 0 && problems.length === 0)
    problems.push({
      reason: frozen.size > 0 ? 'All of its inputs are frozen.' : 'The model has no input.',
    })
  const used = new Set([
    ...tensorsTaken(graph.node ?? []),
    ...(graph.output ?? []).map(({ name }) => name ?? ''),
  ])
  const made = new Set((graph.node ?? []).flatMap(({ output }) => output ?? []))
  const defined = new Set([...builder.types.keys(), ...problems.map(({ tensor }) => tensor ?? '')])
  const taken: onnx.INodeProto[] = []
  const foldable: onnx.INodeProto[] = []
  /** What the foldable nodes compute. */
  const unknown = new Set<string>()
  const pending = sortNodes(graph.node ?? []).reverse()
  for (let proto = pending.pop(); proto; proto = pending.pop()) {
    const condition = builder.constants.get(proto.input?.[0] ?? '')
    const branch =
      proto.opType === 'If' && !proto.domain && condition
        ? inlineBranch(proto, Boolean(condition.data[0]), (name) => defined.has(name))
        : undefined
    if (branch) {
      for (const constant of branch.constants) {
        setConstant(constant)
        defined.add(constant.name ?? '')
      }
      for (const node of sortNodes(branch.nodes).reverse()) pending.push(node)
      continue
    }
    const source = taken.length
    taken.push(proto)
    const known = computedBefore(proto, parameters.folded)
    if (known) {
      for (const [name, constant] of known) {
        builder.setConstant(name, constant)
        defined.add(name)
      }
      continue
    }
    importNode({ builder, proto, source, opset, limits, problems, defined, used, made })
    const left = (proto.output ?? []).filter((name) => name && !builder.types.has(name))
    const isKnown = (name: string) => !name || builder.constants.has(name) || unknown.has(name)
    if (left.length === 0 || !isDetermined(proto) || !(proto.input ?? []).every(isKnown)) continue
    foldable.push(proto)
    for (const name of left) unknown.add(name)
  }
  const outputs = (graph.output ?? []).map((value) => value.name ?? '')
  if (outputs.length === 0) problems.push({ reason: 'The model has no output.' })
  for (const output of outputs) {
    if (!defined.has(output))
      problems.push({ tensor: output, reason: 'the output is made by no node' })
  }
  for (const output of outputs) {
    if (builder.roles.has(output)) problems.push({ tensor: output, reason: MISUSED })
  }
  if (builder.roles.size > 0) notes.push(DYNAMIC)
  if (labels) notes.push(`Instead of a class its place is given: ${labels.slice(0, 8).join(', ')}.`)
  const { nodes, types, constants } = builder
  return {
    ...decoded,
    graph: { ...graph, node: taken },
    float: { inputs, outputs, nodes, types, constants },
    inputs,
    outputs,
    frozen,
    foldable,
    problems,
    labels,
    notes,
  }
}

/** The results of a node, where all of them were computed before. */
function computedBefore(
  { output }: onnx.INodeProto,
  folded: ImportParameters['folded'],
): [string, Constant][] | undefined {
  if (!folded?.size) return
  const names = (output ?? []).filter(Boolean)
  const known = names.flatMap((name): [string, Constant][] => {
    const constant = folded.get(name)
    return constant ? [[name, constant]] : []
  })
  return names.length > 0 && known.length === names.length ? known : undefined
}

/** Whether a node gives the same for the same operands, and holds no graph of its own. */
function isDetermined({ opType, attribute }: onnx.INodeProto): boolean {
  return !/Random|Bernoulli|Multinomial/.test(opType ?? '') && !attribute?.some(({ g }) => g)
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
  /** What any node of the file computes. */
  made: ReadonlySet<string>
}): void {
  const { builder, proto, source, opset, limits, problems, defined, used, made } = parameters
  const node = new NodeReader(proto, source, { opset, used })
  const report = (reason: string, tensor?: string) =>
    problems.push({ node: node.name, op: node.op, source, ...(tensor ? { tensor } : {}), reason })
  const twice = node.outputs.find((output) => output && defined.has(output))
  if (twice !== undefined) {
    // The same constant under the same name again says nothing new.
    if (!isRepeated(node, builder, limits)) report('it is computed twice', twice)
    return
  }
  const dangling = node.inputs.find((input) => input && !defined.has(input))
  for (const output of node.outputs) if (output) defined.add(output)
  if (dangling !== undefined) {
    const isMade = made.has(dangling)
    report(isMade ? 'it needs its own result' : 'nothing computes it', dangling)
    return
  }
  const constant = node.op === 'Constant' ? readConstant(node, limits) : undefined
  if (typeof constant === 'string') report(constant)
  else if (constant) builder.setConstant(node.output, constant)
  if (constant) return
  if (opset < 7 && node.int('broadcast', 0) !== 0) {
    report(
      'repeating an operand as before opset 7 is not supported; convert the model to opset 7 or later',
    )
    return
  }
  const handler = handlers.get(node.op)
  if (!handler) {
    report(WHY[node.op] ?? 'the operator is not supported')
    return
  }
  // An operand that an earlier problem left without a type has been reported there.
  if (node.inputs.some((input) => input && !builder.types.has(input))) return
  const misused = misusedOperand(builder, node)
  if (misused !== undefined) {
    report(MISUSED, misused)
    return
  }
  try {
    handler(builder, node)
    passRole(builder, node)
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

function isRepeated(node: NodeReader, builder: GraphBuilder, limits: ImportLimits): boolean {
  const again = node.op === 'Constant' ? readConstant(node, limits) : undefined
  const known = builder.constants.get(node.output)
  if (!again || typeof again === 'string' || !known) return false
  return (
    again.dtype === known.dtype &&
    `${again.shape}` === `${known.shape}` &&
    again.data.every((value, i) => Object.is(value, known.data[i]))
  )
}

function inputType(
  value: onnx.IValueInfoProto,
  parameters: {
    given: readonly number[] | undefined
    /** What an input that is frozen always is. */
    values: readonly number[] | undefined
    notes: string[]
  },
): TensorType | string {
  const { given, values, notes } = parameters
  const name = value.name ?? ''
  const tensor = value.type?.tensorType
  const dtype = dtypeOf(tensor?.elemType)
  if (!tensor || !dtype) return 'the input is not a tensor of numbers'
  const extents = tensor.shape?.dim?.map((dim) => {
    const extent = dim.dimParam ? 0 : Number(dim.dimValue ?? 0)
    return extent > 0 && Number.isSafeInteger(extent) ? extent : undefined
  })
  if (given) {
    const fits = extents?.every((extent, axis) => (extent ?? given[axis]) === given[axis]) ?? true
    if (fits && (extents?.length ?? given.length) === given.length) return { dtype, shape: given }
    return `its shape is [${extents?.map((extent) => extent ?? '?')}] in the file, to which [${given}] does not fit`
  }
  if (!extents) {
    if (values) return { dtype, shape: values.length === 1 ? [] : [values.length] }
    return `the shape of the input is not known; give it, as in --shape ${name}=1,8`
  }
  if (extents.length > 8) return `the input has ${extents.length} axes; at most 8 are taken`
  const shape = extents.map((extent) => extent ?? 1)
  const open = extents.flatMap((extent, axis) => (extent === undefined ? [axis] : []))
  const [only] = open
  const rest = (values?.length ?? 0) / sizeOf(shape)
  // The numbers that an input always has tell how many they are.
  if (open.length === 1 && only !== undefined && Number.isInteger(rest) && rest > 0)
    return { dtype, shape: shape.with(only, rest) }
  const dynamic = open.filter((axis) => axis !== 0)
  if (dynamic.length > 0 && !values) {
    const example = extents.map((extent, axis) => extent ?? (axis === 0 ? 1 : '…'))
    return `axes ${dynamic.join(', ')} of the input have no fixed size; give its shape (--shape ${name}=${example}) or, where it always is the same, its numbers (--freeze ${name}=…)`
  }
  if (open.includes(0)) notes.push(`The batch of input '${name}' is fixed to 1.`)
  return { dtype, shape }
}

/** An input that always has the same numbers, or what is wrong with them. */
function frozenInput({ dtype, shape }: TensorType, values: readonly number[]): Constant | string {
  const count = sizeOf(shape)
  if (values.length !== 1 && values.length !== count) {
    return `${values.length} numbers do not fill [${shape}]; give ${count}, or one for all`
  }
  const wrong = values.find(
    (value) => !Number.isFinite(value) || (isInteger(dtype) && !Number.isInteger(value)),
  )
  if (wrong !== undefined)
    return `it is frozen to ${wrong}, which is no number of its type ${dtype}`
  const data = allocate(dtype, count).map((_, i) => values[values.length === 1 ? 0 : i] ?? 0)
  return { dtype, shape, data }
}

/** Names among the parameters that no input has. */
function unknownNames(
  { shapes, freeze }: ImportParameters,
  given: readonly onnx.IValueInfoProto[],
): ImportProblem[] {
  const names = given.map(({ name }) => name ?? '')
  const listed = names.length === 0 ? 'none' : names.map((name) => `'${name}'`).join(', ')
  return [
    ['a shape is given for it (--shape)', shapes] as const,
    ['it is frozen (--freeze)', freeze] as const,
  ].flatMap(([what, record]) =>
    Object.keys(record ?? {})
      .filter((name) => !names.includes(name))
      .map((tensor) => ({
        tensor,
        reason: `${what}, but the model has no such input; its inputs: ${listed}`,
      })),
  )
}

/** Throws what stands against the model, if anything. */
export function refuseProblems(problems: readonly ImportProblem[]): void {
  if (problems.length === 0) return
  throw new CompileError(problems.map(({ source: _, ...problem }) => problem))
}
