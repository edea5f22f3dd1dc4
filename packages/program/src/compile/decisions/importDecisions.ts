import type { onnx } from 'onnx-proto'
import onnxProto from 'onnx-proto'
import type { Operand, Program } from '../../program.ts'
import { CompileError, type CompileProblem } from '../CompileError.ts'
import { type Cut, isShown } from '../cut.ts'
import type { EmittedOutput } from '../emit/emitProgram.ts'
import { rowMajor } from '../emit/placement.ts'
import { type Constant, type FloatDtype, sizeOf } from '../floatGraph.ts'
import { type ImportedModel, refuseProblems } from '../import/importOnnx.ts'
import { tensorsTaken } from '../import/inlineBranch.ts'
import { NodeProblem, NodeReader } from '../import/NodeReader.ts'
import { withPlaces } from '../import/placesOfClasses.ts'
import { dtypeOf, onnxTypeOf } from '../import/readTensor.ts'
import { DecisionContext } from './DecisionContext.ts'
import type { Exact, Fixed } from './Exact.ts'
import { ensembleHandlers, type Tail } from './ensembles.ts'
import { decisionHandlers } from './handlers.ts'
import { prune } from './prune.ts'

/** A model that decides by comparisons, as a program that makes all of them. */
export type Decisions = {
  program: Program
  outputs: readonly EmittedOutput[]
  /** What is left of the model: the operators that only show what the program gives. */
  model: ImportedModel
  cut: Cut
  /** The float model, with each output a tensor of numbers. */
  original: Uint8Array
  /** Which outputs are answers, to be held equal. */
  answers: readonly number[]
  /** What the classes are called, where they have names. */
  labels?: readonly string[]
  /** Whether what is missing (NaN) goes the model's way. */
  takesMissing: boolean
  notes: readonly string[]
}

const COMPARISONS = /^(Less|LessOrEqual|Greater|GreaterOrEqual)$/

/** Functions under which the largest stays the largest. */
const RISING = new Set(['Softmax', 'LogSoftmax', 'Sigmoid', 'Identity'])

/**
 * Reads a model of trees, whether they stand in operators of their own or as tensors, into an exact program. Gives undefined for
 * a model that is of another kind.
 *
 * @throws CompileError with all that stands against a model that has trees
 */
export function importDecisions(model: ImportedModel): Decisions | undefined {
  const nodes = model.graph.node ?? []
  const { constants } = model.float
  const isEnsemble = nodes.some(
    (node) => node.domain === 'ai.onnx.ml' && /^Tree/.test(node.opType ?? ''),
  )
  const compares = nodes.some(
    ({ opType, input }) =>
      COMPARISONS.test(opType ?? '') && input?.some((name) => !constants.has(name)),
  )
  if (!isEnsemble && !compares) return
  const texts = new Set(
    (model.graph.initializer ?? []).flatMap(({ name, dataType }) => (dataType === 8 ? [name] : [])),
  )
  // What is wrong with the file, and not with a node; names of classes are read in another way than numbers.
  const faults = model.problems.filter(
    ({ source, tensor }) => source === undefined && !texts.has(tensor),
  )
  if (faults.length > 0) {
    if (isEnsemble) refuseProblems(faults)
    return
  }
  const walk = new Walk(model)
  nodes.forEach((proto, source) => {
    walk.take(proto, source)
  })
  const decisions = walk.finish()
  if (Array.isArray(decisions)) {
    if (isEnsemble) throw new CompileError(decisions)
    return
  }
  return decisions
}

class Walk {
  readonly #model: ImportedModel
  readonly #context: DecisionContext
  readonly #used: ReadonlySet<string>
  readonly #problems: CompileProblem[] = []
  /** Tensors of the float tail, and those among them whose largest element stands where that of an exact one does. */
  readonly #shown = new Set<string>()
  readonly #ranked = new Map<string, Exact>()
  /** Sigmoids of scores, and what is left of 1 beside each. */
  readonly #shares = new Map<string, Fixed>()
  readonly #rests = new Map<string, string>()
  readonly #lost = new Set<string>()
  readonly #tail: onnx.INodeProto[] = []
  readonly #literals = new Map<string, Constant>()
  /** Outputs that are given in another form: without names, or out of a map. */
  readonly #instead = new Map<string, string>()

  constructor(model: ImportedModel) {
    this.#model = model
    this.#context = new DecisionContext(model)
    this.#used = new Set([...tensorsTaken(model.graph.node ?? []), ...model.outputs])
    const inputs = model.inputs.map((name) => ({ name, dtype: model.float.types.get(name)?.dtype }))
    for (const { name, dtype } of inputs) {
      if (dtype === 'f32' || dtype === 'i64' || dtype === 'i32') continue
      const reason = `the input is of ${dtype}; trees are taken with inputs of f32, i32 or i64`
      this.#problems.push({ tensor: name, reason })
    }
  }

  take(proto: onnx.INodeProto, source: number): void {
    const { opset } = this.#model
    const node = new NodeReader(proto, source, { opset, used: this.#used })
    const { values, constants } = this.#context
    const outputs = node.outputs.filter(Boolean)
    if (outputs.every((output) => constants.has(output))) return
    const inputs = node.inputs.filter((name) => name && !constants.has(name))
    if (this.#takeNames(node)) return
    if (inputs.some((name) => this.#lost.has(name))) {
      for (const output of outputs) this.#lost.add(output)
      return
    }
    try {
      if (inputs.every((name) => values.has(name)) && this.#compute(node)) return
      const [input = ''] = inputs
      const ranked = node.op === 'ArgMax' ? this.#ranked.get(input) : undefined
      if (ranked) {
        values.set(input, ranked)
        try {
          if (this.#compute(node)) return
        } finally {
          values.delete(input)
        }
      }
      this.#show(node, proto, inputs)
    } catch (error) {
      if (!(error instanceof NodeProblem)) throw error
      const { message: reason, tensor } = error
      this.#problems.push({ node: node.name, op: node.op, ...(tensor ? { tensor } : {}), reason })
      for (const output of outputs) this.#lost.add(output)
    }
  }

  finish(): Decisions | CompileProblem[] {
    const { builder, values, decides, labels } = this.#context
    const outputs = this.#model.outputs.map((name) => this.#instead.get(name) ?? name)
    const tail = this.#needed(outputs)
    const wanted = new Set<string>()
    for (const output of outputs) if (values.has(output)) wanted.add(output)
    for (const node of tail)
      for (const input of node.input ?? []) if (values.has(input)) wanted.add(input)
    const problems = [...this.#problems]
    const given = new Set<number>()
    const whole = new Set<string>()
    const emitted: EmittedOutput[] = []
    const operands: Operand[] = []
    const types = new Map(this.#model.float.types)
    for (const name of wanted) {
      const value = values.get(name)
      const own = value?.kind === 'lookup' ? this.#context.fixed(value) : value
      if (own?.kind !== 'whole' && own?.kind !== 'fixed') {
        problems.push({ tensor: name, reason: 'features are given out as they came in' })
        continue
      }
      const { shape } = own
      const order = rowMajor(shape.length)
      const dtype = builder.typeOf(own.operand).dtype === 'u8' ? 'u8' : 'i32'
      const scale = own.kind === 'fixed' ? own.unit : 1
      emitted.push({ name, dtype, shape, order, scale, zero: 0 })
      operands.push(ownStep(own.operand))
      if (own.kind === 'whole') whole.add(name)
      const declared = dtypeOf(declaredTypes(this.#model).get(name))
      types.set(name, { dtype: own.kind === 'fixed' ? 'f32' : (declared ?? 'i64'), shape })
    }
    function ownStep(operand: Operand): Operand {
      const type = builder.typeOf(operand)
      const isOwn = operand.kind === 'step' && !given.has(operand.index)
      const step = isOwn ? operand : builder.step('Reshape', [operand], { shape: type.shape }, type)
      if (step.kind === 'step') given.add(step.index)
      return step
    }
    for (const output of outputs) {
      if (values.has(output) || this.#shown.has(output) || this.#lost.has(output)) continue
      problems.push({ tensor: output, reason: 'it does not come from the trees' })
    }
    if (problems.length === 0 && !decides)
      problems.push({ reason: 'nothing is decided by the input' })
    if (problems.length > 0) return problems
    const answerOf = (name: string) =>
      whole.has(name) || tail.some((node) => node.output?.[0] === name && node.opType === 'Gather')
    return {
      program: prune(builder.finish(operands)),
      outputs: emitted,
      model: this.#rest(outputs, tail, types),
      cut: {
        outputs: [...wanted],
        tail: new Set(tail.keys()),
        problems: [],
      },
      original: this.#original(outputs),
      answers: outputs.flatMap((name, place) => (answerOf(name) ? [place] : [])),
      ...(labels ? { labels } : {}),
      takesMissing: !this.#context.refusesMissing,
      notes: [...this.#instead].map(
        ([from, to]) => `Instead of '${from}' the numbers that it is made of are given, '${to}'.`,
      ),
    }
  }

  #compute(node: NodeReader): boolean {
    const ensemble = ensembleHandlers[node.op]
    if (ensemble) {
      ensemble(this.#context, node, this.#writer(node.name))
      return true
    }
    const handler = decisionHandlers[node.op]
    if (!handler) return false
    let value: Exact
    try {
      value = handler(this.#context, node)
    } catch (error) {
      // What only shows scores may do what a program does not.
      if (error instanceof NodeProblem && this.#isScores(node) && isShown(node.op)) return false
      throw error
    }
    this.#context.values.set(node.output, value)
    return true
  }

  /** Operators that turn answers into names: strings are no numbers, but an answer's place is. */
  #takeNames(node: NodeReader): boolean {
    const { values } = this.#context
    if (node.op === 'ai.onnx.ml.ZipMap') {
      this.#instead.set(node.output, node.input(0) ?? '')
      return true
    }
    const [first = '', second = ''] = node.inputs
    if (node.op === 'ai.onnx.ml.ArrayFeatureExtractor' && values.get(second)?.kind === 'whole') {
      const strings = this.#model.graph.initializer?.find(({ name }) => name === first)
      if (strings?.dataType !== 8) return false
      this.#context.labels = (strings.stringData ?? []).map((text) =>
        new TextDecoder().decode(text),
      )
      this.#instead.set(node.output, second)
      return true
    }
    const known = this.#instead.get(first)
    if (known === undefined) return false
    this.#instead.set(node.output, known)
    return true
  }

  #isScores(node: NodeReader): boolean {
    return node.inputs.every((name) => {
      const kind = this.#context.value(name)?.kind
      return kind === undefined || kind === 'fixed' || kind === 'whole' || kind === 'lookup'
    })
  }

  #show(node: NodeReader, proto: onnx.INodeProto, inputs: readonly string[]): void {
    const { values } = this.#context
    if (!isShown(node.op) || !this.#isScores(node))
      throw new NodeProblem(
        'the operator is not supported between the input and the decisions of trees',
      )
    for (const name of inputs) {
      const value = values.get(name)
      if (value?.kind === 'lookup') values.set(name, this.#context.fixed(value))
    }
    this.#tail.push(proto)
    for (const output of node.outputs) this.#shown.add(output)
    const [input = ''] = inputs
    const ranked = values.get(input) ?? this.#ranked.get(input)
    if (ranked && inputs.length === 1 && RISING.has(node.op)) this.#ranked.set(node.output, ranked)
    this.#rankShares(node, ranked)
  }

  /** The shares of two classes, as 1 - sigmoid and sigmoid of one score: the second is larger where the score is above 0. */
  #rankShares(node: NodeReader, score: Exact | undefined): void {
    const [left = '', right = ''] = node.inputs
    if (node.op === 'Sigmoid' && score?.kind === 'fixed') this.#shares.set(node.output, score)
    const one = this.#context.constants.get(left)
    if (node.op === 'Sub' && one?.data.every((value) => value === 1) && this.#shares.has(right))
      this.#rests.set(node.output, right)
    if (node.op !== 'Concat' || node.inputs.length !== 2) return
    const isRestFirst = this.#rests.get(left) === right
    const share = this.#shares.get(isRestFirst ? right : left)
    if (!share || (!isRestFirst && this.#rests.get(right) !== left)) return
    const { shape } = share
    const axis = shape.length - 1
    const at = node.int('axis', 0)
    if (shape.at(-1) !== 1 || (at !== axis && at !== -1)) return
    const zeros = this.#context.weight(shape, new Int32Array(sizeOf(shape)))
    const both = isRestFirst ? [zeros, share.operand] : [share.operand, zeros]
    const result = shape.with(axis, 2)
    const type = { dtype: 'i32' as const, shape: result }
    const operand = this.#context.builder.step('Concat', both, { axis }, type)
    this.#ranked.set(node.output, { ...share, operand, shape: result })
  }

  #writer(base: string): Tail {
    const literal = (constant: Constant) => {
      const name = `${base}/assay_${this.#literals.size}`
      this.#literals.set(name, constant)
      return name
    }
    return {
      push: (opType, input, output, axis) => {
        const attribute = axis === undefined ? [] : [{ name: 'axis', type: 2, i: axis }]
        this.#tail.push({ opType, name: output, input: [...input], output: [output], attribute })
        this.#shown.add(output)
      },
      number: (value) => literal({ dtype: 'f32', shape: [], data: Float32Array.of(value) }),
      list: (values) =>
        literal({ dtype: 'i64', shape: [values.length], data: Float64Array.from(values) }),
    }
  }

  /** The nodes of the tail that an output needs. */
  #needed(outputs: readonly string[]): onnx.INodeProto[] {
    const needed = new Set(outputs)
    return this.#tail
      .toReversed()
      .filter((node) => {
        if (!node.output?.some((output) => needed.has(output))) return false
        for (const input of node.input ?? []) needed.add(input)
        return true
      })
      .reverse()
  }

  #rest(
    outputs: readonly string[],
    tail: readonly onnx.INodeProto[],
    types: ImportedModel['float']['types'],
  ): ImportedModel {
    const { model, graph, float, opset } = this.#model
    const constants = new Map([...float.constants, ...this.#literals])
    const others = (model.opsetImport ?? []).filter(({ domain }) => domain && domain !== 'ai.onnx')
    const rest = Object.assign(onnxProto.onnx.ModelProto.create(model), {
      opsetImport: [{ domain: '', version: opset }, ...others],
    })
    return {
      ...this.#model,
      model: rest,
      graph: { ...graph, node: [...tail], output: outputs.map(this.#outputInfo(types)) },
      float: { ...float, types, constants },
      outputs,
    }
  }

  #original(outputs: readonly string[]): Uint8Array {
    const { model } = this.#model
    const { graph } = model
    if (!graph) throw new Error('The model has no graph.')
    const { encode } = onnxProto.onnx.ModelProto
    if (this.#instead.size === 0 && !this.#context.labels) return encode(model).finish()
    const types = new Map(this.#model.float.types)
    for (const [name, { kind, shape }] of this.#context.values)
      types.set(name, { dtype: kind === 'whole' ? 'i64' : 'f32', shape })
    const node = (graph.node ?? [])
      .filter(({ output }) => !this.#instead.has(output?.[0] ?? ''))
      .map(withPlaces)
    const output = outputs.map(this.#outputInfo(types))
    return encode({ ...model, graph: { ...graph, node, output } }).finish()
  }

  /** An output as the file declares it, but for one that is given instead of it or is no tensor of numbers. */
  #outputInfo(types: ReadonlyMap<string, { dtype: FloatDtype }>) {
    const declared = declaredTypes(this.#model)
    return (name: string): onnx.IValueInfoProto => {
      const own = declared.get(name)
      const elemType = dtypeOf(own) ? own : onnxTypeOf(types.get(name)?.dtype ?? 'f32')
      return { name, type: { tensorType: { elemType: elemType ?? 1 } } }
    }
  }
}

/** The types of a model's outputs as the file has them. */
function declaredTypes({ graph }: ImportedModel): Map<string, number | null | undefined> {
  return new Map(
    (graph.output ?? []).map(({ name, type }) => [name ?? '', type?.tensorType?.elemType]),
  )
}
