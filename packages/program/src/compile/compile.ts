import onnxProto from 'onnx-proto'
import type { Program } from '../program.ts'
import { CompileError } from './CompileError.ts'
import { type CompileReport, describeProgram } from './compileReport.ts'
import { type Cut, findCut } from './cut.ts'
import { compileDecisions } from './decisions/compileDecisions.ts'
import { emitProgram } from './emit/emitProgram.ts'
import { quantizeInput } from './encodeInput.ts'
import { isInteger } from './evaluateConstant.ts'
import { type Constant, type FloatGraph, sizeOf, type TensorType } from './floatGraph.ts'
import { type FloatRuntime, openFloat } from './floatRuntime.ts'
import { importFolded } from './import/foldConstants.ts'
import type { ImportLimits } from './import/importLimits.ts'
import type { ImportedModel } from './import/importOnnx.ts'
import { answerWithPlaces } from './import/placesOfClasses.ts'
import {
  chooseInputScale,
  commonScale,
  decodeInputs,
  type InputScale,
  type ProgramInput,
  problemsOfEncodings,
  wideInputs,
} from './inputScale.ts'
import { measure, type Original, runOriginal } from './measure.ts'
import type { Measured, Task } from './measured.ts'
import type { Width } from './passes/decompose.ts'
import { equalizeChannels } from './passes/equalizeChannels.ts'
import { problemsOf } from './problemsOf.ts'
import { boundMasks } from './quantize/boundMasks.ts'
import {
  type CalibrationInput,
  calibrate,
  channelAxis,
  type Observation,
  observe,
} from './quantize/calibrate.ts'
import type { ByteScale, Method, RangeMethod } from './quantize/chooseRange.ts'
import { chooseScales, fixedByteScale } from './quantize/chooseScales.ts'
import { chooseWidths } from './quantize/chooseWidths.ts'
import { findLayers, findSums, type Layer } from './quantize/layers.ts'
import { type CompileInput, readData, withFrozen } from './readData.ts'
import { refuseSteps } from './refuseSteps.ts'
import { simplify } from './simplify.ts'
import { buildTail } from './tail.ts'
import { MOST_ERROR, warningsOf } from './verdict.ts'
import { widenEnds } from './widenEnds.ts'

export type CompileParameters = {
  /** What the model is to meet in use; a hundred or so are enough. Models of trees need none. */
  calibration: readonly CompileInput[]
  /** Other inputs, on which the program is held against the float original. */
  heldOut?: readonly CompileInput[]
  /** The right class of each held-out input. */
  labels?: readonly number[]
  /** What the model is for, where that is known: its program is then judged by what counts for it. */
  task?: Task
  /** The error, as a share of an output's deviation, above which numbers wider than a byte are tried, and the report warns: a tenth where left out. */
  mostError?: number
  /** onnxruntime-node or onnxruntime-web. */
  runtime: FloatRuntime
  /** How bytes stand for the numbers of an input, by name; chosen from the calibration where left out. */
  encodings?: Readonly<Record<string, InputScale>>
  /** Shapes for inputs that the file leaves open. */
  shapes?: Readonly<Record<string, readonly number[]>>
  /** Numbers that inputs always have, by name, so that they need not be given; a single one fills its whole input. */
  freeze?: Readonly<Record<string, readonly number[]>>
  limits?: ImportLimits
  onProgress?: (progress: CompileProgress) => void
}

export type CompileProgress = {
  stage: 'calibrate' | 'original' | 'choose' | 'measure'
  done: number
  total: number
}

export type Compiled = {
  program: Program
  report: CompileReport
  /** A float ONNX model that takes the program's outputs and gives the original's; where the original goes on after the program. */
  tail?: Uint8Array
}

const BYTES_ONLY = { wide: 0, wideWeights: false }

/** As the graph is, and with its channels evened out by half and wholly. */
const METHODS: readonly Method[] = [
  { equalize: 0, range: 'minmax', correctBias: false, ...BYTES_ONLY },
  { equalize: 0, range: 'minmax', correctBias: true, ...BYTES_ONLY },
  { equalize: 0, range: 'mse', correctBias: true, ...BYTES_ONLY },
  { equalize: 0.5, range: 'minmax', correctBias: true, ...BYTES_ONLY },
  { equalize: 0.5, range: 'mse', correctBias: false, ...BYTES_ONLY },
  { equalize: 0.5, range: 'mse', correctBias: true, ...BYTES_ONLY },
  { equalize: 1, range: 'minmax', correctBias: true, ...BYTES_ONLY },
  { equalize: 1, range: 'mse', correctBias: true, ...BYTES_ONLY },
  { equalize: 1, range: 'percentile', correctBias: true, ...BYTES_ONLY },
]
/** Where bytes are not accurate enough: the share of tensors that hold 16 bits, and whether weights do. */
const WIDTHS: readonly Method[] = [
  { equalize: 0, range: 'minmax', correctBias: false, wide: 0.25, wideWeights: false },
  { equalize: 0, range: 'minmax', correctBias: false, wide: 0.5, wideWeights: false },
  { equalize: 0, range: 'minmax', correctBias: false, wide: 1, wideWeights: false },
  { equalize: 0, range: 'minmax', correctBias: false, wide: 1, wideWeights: true },
]
/** How many calibration inputs the methods are compared on, fewer where the model is slow. */
const TRIED_INPUTS = 64
const TRIED_MILLISECONDS = 1500

/**
 * Compiles a float (or already quantized) ONNX model into an exact program.
 *
 * @throws CompileError with everything that stands against the model, each with node, tensor and reason
 * @example
 * const { program, report } = await compile(bytes, { calibration, heldOut, labels, runtime: ort })
 */
export async function compile(onnx: Uint8Array, parameters: CompileParameters): Promise<Compiled> {
  const started = performance.now()
  const { runtime, onProgress, limits, freeze } = parameters
  const model = await importFolded(
    onnx,
    {
      ...(limits ? { limits } : {}),
      ...(parameters.shapes ? { shapes: parameters.shapes } : {}),
      ...(freeze ? { freeze } : {}),
    },
    runtime,
  )
  const decisions = await compileDecisions(onnx, model, {
    ...{ runtime, onProgress, started },
    ...{ labels: parameters.labels, encodings: parameters.encodings },
    heldOut: () => {
      const read = readData(model, { ...parameters, calibration: [] }, 'any number')
      if (read.problems.length > 0) throw new CompileError(read.problems)
      return read.heldOut
    },
  })
  if (decisions) return decisions
  const cut = findCut(model)
  const head = { ...model.float, outputs: cut.outputs }
  forgetConstants(model, cut)
  const given = readData(model, parameters)
  const shapes = new Map(
    model.inputs.map((name) => [name, model.float.types.get(name)?.shape ?? []]),
  )
  const problems = [
    ...problemsOf(model, cut),
    ...given.problems,
    ...(given.problems.length > 0
      ? []
      : problemsOfEncodings(shapes, given.calibration, parameters.encodings)),
  ]
  if (problems.length > 0) throw new CompileError(problems)
  const plain = simplify(head)
  /** Which outputs the model itself gives out as bytes; simplifying may call them otherwise. */
  const isBytes = head.outputs.map((name) => model.float.types.get(name)?.quantization)
  const { calibration, heldOut } = given
  const progress = (stage: CompileProgress['stage']) => (done: number, total: number) =>
    onProgress?.({ stage, done, total })
  const float = await openFloat(runtime, ...original(onnx, model), { author: 'user' })
  const whole = (input: CalibrationInput) => withFrozen(model, input)
  let tried: Original
  let held: Original
  const { outputs } = model
  const answers = outputs.flatMap((name, place) => (isAnswer(model, name) ? [place] : []))
  try {
    tried = await runOriginal({
      model: float,
      ...{ outputs, answers },
      inputs: spreadOut(calibration, TRIED_INPUTS).map(whole),
      milliseconds: TRIED_MILLISECONDS,
    })
    held = await runOriginal({
      model: float,
      ...{ outputs, answers },
      inputs: heldOut.map(whole),
      labels: parameters.labels,
      onProgress: progress('original'),
    })
  } finally {
    await float.close()
  }
  const inputs = describeInputs(plain, calibration, parameters.encodings)
  /** The graph that takes these inputs' own numbers, and those numbers. */
  const taking = (taken: readonly ProgramInput[], width: Width) => {
    const decoded = decodedScales(taken)
    const { graph, fixed } =
      decoded.size > 0 || width === 'wide' ? simplify(decodeInputs(head, decoded), width) : plain
    return {
      graph,
      fixed,
      taken,
      numbers: calibration.map((input) => asNumbers(input, taken)),
    }
  }
  /** What all programs of one graph share. */
  const observed = async (source: ReturnType<typeof taking>, of: FloatGraph = source.graph) => {
    const { taken, numbers, fixed } = source
    const layers = findLayers(of)
    const seen = await calibrate({
      graph: of,
      tensors: [...new Set(layers.map((layer) => layer.output))],
      inputs: numbers,
      runtime,
      onProgress: progress('calibrate'),
    })
    const { graph, observations } = boundMasks(of, seen)
    const shared = { graph, layers, observations, inputs: byteScales(taken) }
    const sums = findSums(graph, layers, new Set(graph.outputs.filter((_, i) => isBytes[i])))
    const groupsOf = once((method: RangeMethod) => chooseScales({ ...shared, sums, fixed, method }))
    const allGroupsOf = once((method: RangeMethod) =>
      chooseScales({ ...shared, sums: new Set<string>(), fixed, method }),
    )
    return { ...shared, taken, groupsOf, allGroupsOf }
  }
  const build = (of: Awaited<ReturnType<typeof observed>>, method: Method) => {
    const { range, wide, correctBias, wideWeights } = method
    const { scales, units } = chooseWidths({
      groups: wide > 0 ? of.allGroupsOf(range) : of.groupsOf(range),
      layers: of.layers,
      outputs: of.graph.outputs,
      observations: of.observations,
      share: wide,
    })
    for (const input of of.taken) if (input.isWide) units.set(input.name, 1)
    const built = emitProgram({ ...of, scales, units, correctBias, wideWeights })
    return {
      ...built,
      inputs: of.taken,
      wideTensors: units.size,
      tail: buildTail(model, cut, built.outputs),
      method,
    }
  }
  const bytes = taking(inputs, 'byte')
  const plainly = await observed(bytes)
  refuseNaN(plainly.observations, plainly.layers)

  type Built = ReturnType<typeof build>
  const compare = (built: Built, original: Original, stage: CompileProgress['stage']) =>
    measure({
      original,
      program: built.program,
      inputs: built.inputs,
      emitted: built.outputs,
      tail: built.tail,
      runtime,
      task: parameters.task,
      onProgress: stage === 'measure' ? progress(stage) : undefined,
    })
  let best: { built: Built; error: number; measured: Measured } | undefined
  /** A program against the held-out inputs, where there are any. */
  const measureHeld = once((built: Built) =>
    held.inputs.length > 0 ? compare(built, held, 'measure') : Promise.resolve(undefined),
  )
  const tryOut = async (built: Built, layers: readonly Layer[]) => {
    refuseSteps(built, layers)
    const measured = await compare(built, tried, 'choose')
    const error = measured.outputs.reduce((sum, output) => sum + output.relative ** 2, 0)
    if (!best || error < best.error) best = { built, error, measured }
  }
  const tryBytes = async () => {
    let of = plainly
    let share = 0
    for (const [done, method] of METHODS.entries()) {
      if (method.equalize !== share) {
        share = method.equalize
        // The graph before it, with weights of its own, is let go of first.
        of = plainly
        const even = equalizeChannels(bytes.graph, plainly.observations, bytes.fixed, share)
        if (even === bytes.graph) break
        of = await observed(bytes, even)
      }
      await tryOut(build(of, method), of.layers)
      onProgress?.({ stage: 'choose', done: done + 1, total: METHODS.length })
    }
  }
  const { mostError = MOST_ERROR } = parameters
  /** What was calibrated may be met where the held-out inputs, which reach further, are not. */
  const isEnough = async () => {
    if (!best || !isAccurate(best.measured, mostError)) return false
    const measured = await measureHeld(best.built)
    return !measured || isAccurate(measured, mostError)
  }
  const tryWider = async () => {
    const taken = wideInputs(inputs, plain.graph, calibration, parameters.encodings)
    const widely = await observed(taking(taken, 'wide'))
    for (const [done, method] of WIDTHS.entries()) {
      await tryOut(build(widely, method), widely.layers)
      onProgress?.({ stage: 'choose', done: done + 1, total: WIDTHS.length })
      if (await isEnough()) break
    }
  }
  const refusals: CompileError[] = []
  // What a model that is quantized already prescribes is bytes.
  for (const attempt of bytes.fixed.size > 0 ? [tryBytes] : [tryBytes, tryWider]) {
    if (await isEnough()) break
    try {
      await attempt()
    } catch (error) {
      if (!(error instanceof CompileError)) throw error
      refusals.push(error)
    }
  }
  if (!best) throw refusals[0] ?? new Error('No method was tried.')
  const { built } = best
  const measured = await measureHeld(built)
  const report = await describeProgram({
    onnx,
    model,
    program: built.program,
    inputs: built.inputs,
    outputs: built.outputs,
    cut,
    ...(model.labels ? { labels: model.labels } : {}),
    method: {
      ...built.method,
      calibrationInputs: calibration.length,
      wideTensors: built.wideTensors,
    },
    measured,
    mostError: parameters.mostError,
    seconds: (performance.now() - started) / 1000,
  })
  return {
    program: built.program,
    report,
    ...(cut.tail.size > 0 ? { tail: built.tail } : {}),
  }
}

/** Lets go of constants that neither program nor tail needs, such as weights of which only the transposed ones are used. */
function forgetConstants({ float, graph, outputs }: ImportedModel, cut: Cut): void {
  const tail = [...cut.tail].flatMap((place) => graph.node?.[place]?.input ?? [])
  const used = new Set([...float.nodes.flatMap(({ inputs }) => inputs), ...tail, ...outputs])
  const constants = float.constants as Map<string, Constant>
  for (const name of [...constants.keys()]) if (!used.has(name)) constants.delete(name)
}

/** The model as onnxruntime is given it, and the types of what it takes. */
function original(
  onnx: Uint8Array,
  { model, float, labels }: ImportedModel,
): [Uint8Array, ReadonlyMap<string, TensorType>] {
  const given = model.graph && (labels ? answerWithPlaces(model.graph).graph : model.graph)
  const graph = given && widenEnds(given)
  if (!graph || graph === model.graph) return [onnx, float.types]
  const types = [...float.types].map(([name, type]): [string, TensorType] => {
    const isNarrow = type.dtype === 'f16' || type.dtype === 'bf16'
    return [name, isNarrow ? { ...type, dtype: 'f32' } : type]
  })
  return [onnxProto.onnx.ModelProto.encode({ ...model, graph }).finish(), new Map(types)]
}

/** Whether an output is the place of the largest of some numbers, such as a class. */
function isAnswer({ float }: Pick<ImportedModel, 'float'>, name: string): boolean {
  const maker = float.nodes.find(({ output }) => output === name)
  if (maker?.op === 'Reshape') return isAnswer({ float }, maker.inputs[0] ?? '')
  return maker?.op === 'ArgMax' && sizeOf(float.types.get(name)?.shape ?? []) === 1
}

/** Whether no output errs by too much, and nothing is to be warned of: no column of one either, or the task's own measure. */
function isAccurate(measured: Measured, mostError: number): boolean {
  const isClose = measured.outputs.every(({ relative }) => relative <= mostError)
  return isClose && warningsOf(measured, mostError).length === 0
}

/** Scales of the inputs that are bytes, as the graph takes them. */
function byteScales(inputs: readonly ProgramInput[]): Map<string, ByteScale> {
  return new Map(
    inputs.flatMap(({ name, scale, isWide }) =>
      scale && !isWide ? [[name, commonScale(scale) ?? BYTES]] : [],
    ),
  )
}

/** At most so many of a list, evenly from all of it. */
function spreadOut<Item>(items: readonly Item[], most: number): Item[] {
  const count = Math.min(items.length, most)
  return Array.from(
    { length: count },
    (_, i) => items[Math.floor((i * items.length) / count)] as Item,
  )
}

function once<Key, Value>(make: (key: Key) => Value): (key: Key) => Value {
  const made = new Map<Key, Value>()
  return (key) => {
    const known = made.get(key) ?? make(key)
    made.set(key, known)
    return known
  }
}

const BYTES: ByteScale = { scale: 1, zero: 0 }

/** Inputs whose own numbers the graph itself has to turn into what they stand for. */
function decodedScales(inputs: readonly ProgramInput[]): Map<string, InputScale> {
  return new Map(
    inputs.flatMap(({ name, scale, isWide }) =>
      scale && (isWide || !commonScale(scale)) ? [[name, scale]] : [],
    ),
  )
}

/** What the graph takes for an input: its own numbers where it decodes them, else what they stand for. */
function asNumbers(input: CalibrationInput, inputs: readonly ProgramInput[]): CalibrationInput {
  return new Map(
    inputs.map((one) => {
      const values = input.get(one.name) ?? []
      if (!one.scale) return [one.name, values]
      const numbers = quantizeInput(one, values)
      const common = one.isWide ? undefined : commonScale(one.scale)
      if (!common) return [one.name, numbers]
      return [one.name, Float32Array.from(numbers, (byte) => (byte - common.zero) * common.scale)]
    }),
  )
}

function describeInputs(
  { graph, fixed }: ReturnType<typeof simplify>,
  calibration: readonly CalibrationInput[],
  encodings: CompileParameters['encodings'] = {},
): ProgramInput[] {
  return graph.inputs.map((name): ProgramInput => {
    const { dtype, shape } = graph.types.get(name) ?? { dtype: 'f32' as const, shape: [] }
    if (isInteger(dtype) && dtype !== 'u8' && dtype !== 'i8') return { name, shape }
    const given = encodings[name] ?? fixedByteScale(fixed.get(name))
    if (given) return { name, shape, scale: checkScale(name, shape, given) }
    const seen = observe(
      shape,
      calibration.map((input) => input.get(name) ?? []),
    )
    return { name, shape, scale: chooseInputScale(graph, name, seen) }
  })
}

function checkScale(name: string, shape: readonly number[], scale: InputScale): InputScale {
  const count = Array.isArray(scale) ? scale.length : undefined
  const channels = shape[channelAxis(shape)] ?? 1
  const all = Array.isArray(scale) ? scale : [scale]
  if (count !== undefined && count !== channels) {
    throw new CompileError([
      {
        tensor: name,
        reason: `there are ${count} encodings for ${channels} channels of [${shape}]`,
      },
    ])
  }
  if (
    all.some((one) => !(one.scale > 0) || !Number.isFinite(one.scale) || !Number.isFinite(one.zero))
  ) {
    throw new CompileError([{ tensor: name, reason: 'the scale of an encoding is not above 0' }])
  }
  return scale
}

function refuseNaN(observations: ReadonlyMap<string, Observation>, layers: readonly Layer[]): void {
  const problems = layers.flatMap(({ node, output }) => {
    const seen = observations.get(output)
    const whole = !seen || seen.samples.every((value) => Number.isFinite(value))
    return whole
      ? []
      : [
          {
            node: node.name,
            op: node.op,
            tensor: output,
            reason: 'it is not a finite number for a calibration input',
          },
        ]
  })
  const [first] = problems
  if (first) throw new CompileError([first])
}
