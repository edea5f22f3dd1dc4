import { chooseEncoding, probeEncodings } from '../engine/probe.ts'
import { openProgramSession } from '../engine/programSession.ts'
import type { Runtime } from '../engine/runtime.ts'
import type { Session } from '../engine/session.ts'
import type { WeightEncoding } from '../onnx/graph.ts'
import type { Program } from '../program.ts'
import { ColumnErrors } from './ColumnErrors.ts'
import type { EmittedOutput } from './emit/emitProgram.ts'
import { storedShape } from './emit/placement.ts'
import { encodeInput } from './encodeInput.ts'
import { sizeOf } from './floatGraph.ts'
import { type FloatModel, type FloatRuntime, openFloat } from './floatRuntime.ts'
import type { ProgramInput } from './inputScale.ts'
import type { Measured, Task, TaskMeasure } from './measured.ts'
import { Overlap } from './Overlap.ts'
import type { CalibrationInput } from './quantize/calibrate.ts'
import { tailInputName } from './tail.ts'

/** What the float original gives for some inputs, kept so that several programs can be held against it. */
export type Original = {
  inputs: readonly CalibrationInput[]
  outputs: readonly string[]
  results: readonly (readonly ArrayLike<number>[])[]
  labels?: readonly number[]
  shapes: readonly (readonly number[])[]
  /** Whether the first output is one row of numbers, so that the place of the largest is an answer. */
  isRow: boolean
  /** The outputs that are answers, such as a class. */
  answers: readonly number[]
}

const LEAST_INPUTS = 8

export async function runOriginal(parameters: {
  model: FloatModel
  outputs: readonly string[]
  inputs: readonly CalibrationInput[]
  labels?: readonly number[] | undefined
  answers?: readonly number[]
  /** Time after which, eight inputs done, no further one is begun. */
  milliseconds?: number
  onProgress?: ((done: number, total: number) => void) | undefined
}): Promise<Original> {
  const { model, outputs, inputs, labels, answers = [], milliseconds = Infinity } = parameters
  const { onProgress } = parameters
  const results: ArrayLike<number>[][] = []
  const began = performance.now()
  for (const [done, input] of inputs.entries()) {
    if (done >= LEAST_INPUTS && performance.now() - began > milliseconds) break
    const result = await model.run(input)
    results.push(outputs.map((name) => result.get(name) ?? []))
    onProgress?.(done + 1, inputs.length)
  }
  const run = inputs.slice(0, results.length)
  const shapes = outputs.map((name) => model.shapeOf(name) ?? [])
  const isRow = shapes[0]?.filter((extent) => extent > 1).length === 1
  return { inputs: run, outputs, results, shapes, isRow, answers, ...(labels ? { labels } : {}) }
}

/** Runs a program, and the float tail that reads its outputs, on the original's inputs and compares what comes out. */
export async function measure(parameters: {
  original: Original
  program: Program
  inputs: readonly ProgramInput[]
  emitted: readonly EmittedOutput[]
  tail: Uint8Array
  runtime: FloatRuntime
  task?: Task | undefined
  onProgress?: ((done: number, total: number) => void) | undefined
}): Promise<Measured> {
  const { original, program, inputs, emitted, tail, runtime, task, onProgress } = parameters
  const session = await openOn(runtime, program, await exactEncoding(runtime))
  const types = new Map(
    emitted.map((output, i) => [
      tailInputName(i),
      { dtype: output.dtype, shape: storedShape(output) },
    ]),
  )
  const tailModel = await openFloat(runtime, tail, types)
  const comparison = new Comparison(original, task)
  try {
    for (const [i, input] of original.inputs.entries()) {
      const bytes = await session.run(encodeInput(inputs, input))
      const result = await tailModel.run(splitOutputs(bytes, emitted))
      comparison.add(
        i,
        original.outputs.map((name) => result.get(name) ?? []),
      )
      onProgress?.(i + 1, original.inputs.length)
    }
  } finally {
    await session.close()
    await tailModel.close()
  }
  return comparison.finish()
}

function openOn(
  runtime: FloatRuntime,
  program: Program,
  encoding: WeightEncoding,
): Promise<Session> {
  return openProgramSession({
    runtime: runtime as unknown as Runtime,
    engine: 'onnxruntime-node',
    program,
    encoding,
    options: { intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 4 },
  })
}

const encodings = new WeakMap<FloatRuntime, Promise<WeightEncoding>>()

/** The fastest weight encoding that is exact on this CPU; found once for each runtime. */
function exactEncoding(runtime: FloatRuntime): Promise<WeightEncoding> {
  const known = encodings.get(runtime)
  if (known) return known
  const found = probeEncodings((program, encoding) => openOn(runtime, program, encoding)).then(
    chooseEncoding,
  )
  encodings.set(runtime, found)
  return found
}

function splitOutputs(
  bytes: Uint8Array,
  emitted: readonly EmittedOutput[],
): Map<string, ArrayLike<number>> {
  const parts = new Map<string, ArrayLike<number>>()
  let at = 0
  for (const [i, { dtype, shape }] of emitted.entries()) {
    const count = sizeOf(shape)
    const end = at + count * (dtype === 'u8' ? 1 : 4)
    const own = bytes.slice(at, end)
    parts.set(tailInputName(i), dtype === 'u8' ? own : new Int32Array(own.buffer))
    at = end
  }
  return parts
}

class Comparison {
  readonly #original: Original
  readonly #errors: ColumnErrors[]
  readonly #overlap: Overlap | undefined
  readonly #task: Task | undefined
  #agreed = 0
  #floatRight = 0
  #programRight = 0

  constructor(original: Original, task: Task | undefined) {
    this.#original = original
    this.#task = task
    this.#errors = original.shapes.map((shape) => new ColumnErrors(shape))
    const [shape = []] = original.shapes
    this.#overlap = task === 'segmentation' && shape.length > 2 ? new Overlap(shape) : undefined
  }

  add(place: number, outputs: readonly ArrayLike<number>[]): void {
    const wanted = this.#original.results[place] ?? []
    for (const [index, errors] of this.#errors.entries()) {
      const expected = wanted[index] ?? []
      const actual = outputs[index] ?? []
      if (actual.length !== expected.length) {
        throw new Error(`The tail gives ${actual.length} numbers for ${expected.length}.`)
      }
      errors.add(expected, actual)
    }
    this.#overlap?.add(wanted[0] ?? [], outputs[0] ?? [])
    const { answers } = this.#original
    const answer = (of: readonly ArrayLike<number>[]) =>
      answers[0] === undefined ? largestPlace(of[0] ?? []) : of[answers[0]]?.[0]
    const best = answer(wanted)
    const found = answer(outputs)
    const label = this.#original.labels?.[place]
    const agrees = answers.every((index) => isSame(wanted[index] ?? [], outputs[index] ?? []))
    if (best === found && agrees) this.#agreed++
    if (best === label) this.#floatRight++
    if (found === label) this.#programRight++
  }

  finish(): Measured {
    const { inputs, labels, outputs, isRow, answers } = this.#original
    const measured: Measured = {
      inputs: inputs.length,
      outputs: this.#errors.map((errors, index) => ({
        name: outputs[index] ?? '',
        ...errors.finish(),
      })),
    }
    if (inputs.length === 0) return measured
    const isAnswered = isRow || answers.length > 0
    const agreement = isAnswered ? this.#agreed / inputs.length : undefined
    if (agreement !== undefined) measured.agreement = agreement
    const task = this.#taskMeasure(agreement)
    if (task) measured.task = task
    if (labels && isAnswered) {
      measured.accuracy = {
        float: this.#floatRight / inputs.length,
        program: this.#programRight / inputs.length,
      }
    }
    return measured
  }

  #taskMeasure(agreement: number | undefined): TaskMeasure | undefined {
    const [errors] = this.#errors
    switch (this.#task) {
      case 'classification':
        return agreement === undefined ? undefined : { name: 'top-1 agreement', value: agreement }
      case 'segmentation':
        return this.#overlap && { name: 'mean IoU', value: this.#overlap.finish() }
      case 'image':
        return errors && { name: 'PSNR', value: errors.peakToNoise() }
      case 'regression':
        return errors && { name: 'correlation', value: errors.leastCorrelation() }
      default:
        return
    }
  }
}

function isSame(left: ArrayLike<number>, right: ArrayLike<number>): boolean {
  return left.length === right.length && Array.from(left).every((value, i) => value === right[i])
}

function largestPlace(values: ArrayLike<number>): number {
  let best = 0
  for (let i = 1; i < values.length; i++) if ((values[i] ?? 0) > (values[best] ?? 0)) best = i
  return best
}
