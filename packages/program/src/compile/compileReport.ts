import { byteLength, type Program } from '../program.ts'
import type { Cut } from './cut.ts'
import { comparisons, multiplyAdds } from './describeSteps.ts'
import type { EmittedOutput } from './emit/emitProgram.ts'
import { storedShape } from './emit/placement.ts'
import type { ImportedModel } from './import/importOnnx.ts'
import type { InputEncoding, ProgramInput } from './inputScale.ts'
import type { Measured } from './measured.ts'
import type { Method } from './quantize/chooseRange.ts'
import { warningsOf, warningsOfTail } from './verdict.ts'
import { verifiedShare } from './verifiedShare.ts'

/** What a compilation did and what it cost in accuracy, for a model's card. */
export type CompileReport = {
  source: { sha256: string; bytes: number; opset: number; nodes: number }
  steps: number
  weightBytes: number
  multiplyAdds: number
  comparisons: number
  inputs: {
    name: string
    shape: readonly number[]
    dtype: 'u8' | 'i32'
    layout: 'NHWC' | 'row-major'
    /** None where the input holds indices. */
    encoding?: InputEncoding
  }[]
  outputs: {
    /** The tensor of the ONNX model. */
    name: string
    dtype: 'u8' | 'i32'
    /** As the program gives it. */
    shape: readonly number[]
    layout: 'NHWC' | 'row-major'
    /** A number q stands for scale * (q - zero). */
    scale: number
    zero: number
  }[]
  /** Operators after the program that stay float, for display. */
  tail: string[]
  /** The share of the model's arithmetic that the program does, and a dispute can judge. */
  verified: number
  notes: readonly string[]
  /** What the classes are called, where the model answers with names: the program gives a name's place. */
  labels?: readonly string[]
  /** None where nothing was calibrated. */
  method?: Method & {
    calibrationInputs: number
    /** How many of its tensors hold 16 bits. */
    wideTensors: number
  }
  /** Against the float original on held-out inputs. */
  measured?: Measured
  /** What speaks against publishing the program. */
  warnings: readonly string[]
  seconds: number
}

export async function describeProgram(parameters: {
  onnx: Uint8Array
  model: ImportedModel
  program: Program
  inputs: readonly ProgramInput[]
  outputs: readonly EmittedOutput[]
  cut: Cut
  labels?: readonly string[]
  method?: CompileReport['method']
  /** The operators of the tail, where it is not of the model's own graph. */
  tail?: string[]
  /** The share of the model's arithmetic that the program does, where it is not told by the float graph. */
  verified?: number
  measured: Measured | undefined
  mostError: number | undefined
  seconds: number
}): Promise<CompileReport> {
  const { onnx, model, program, inputs, outputs, cut, labels, method, measured } = parameters
  const tail =
    parameters.tail ?? [...cut.tail].map((place) => model.graph.node?.[place]?.opType ?? '')
  const digest = new Uint8Array(
    await crypto.subtle.digest('SHA-256', onnx as Uint8Array<ArrayBuffer>),
  )
  return {
    source: {
      sha256: Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join(''),
      bytes: onnx.length,
      opset: model.opset,
      nodes: model.graph.node?.length ?? 0,
    },
    steps: program.steps.length,
    weightBytes: program.weights.reduce((sum, weight) => sum + byteLength(weight.type), 0),
    multiplyAdds: multiplyAdds(program),
    comparisons: comparisons(program),
    inputs: inputs.map(({ name, shape, scale, isWide, order }) => ({
      name,
      shape,
      dtype: scale && !isWide ? 'u8' : 'i32',
      layout: shape.length === 4 ? 'NHWC' : 'row-major',
      ...(scale ? { encoding: scale } : order ? { encoding: order } : {}),
    })),
    outputs: outputs.map((output, index) => ({
      name: cut.outputs[index] ?? output.name,
      dtype: output.dtype,
      shape: storedShape(output),
      layout: output.shape.length === 4 && `${output.order}` === '0,2,3,1' ? 'NHWC' : 'row-major',
      scale: output.scale,
      zero: output.zero,
    })),
    tail,
    verified: parameters.verified ?? verifiedShare(model, cut),
    notes: model.notes,
    ...(labels ? { labels } : {}),
    ...(method ? { method } : {}),
    ...(measured ? { measured } : {}),
    warnings: [
      ...(parameters.tail ? [] : warningsOfTail(tail)),
      ...warningsOf(measured, parameters.mostError),
    ],
    seconds: parameters.seconds,
  }
}
