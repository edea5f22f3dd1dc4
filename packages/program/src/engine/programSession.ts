import type { InferenceSession, Tensor } from 'onnxruntime-common'
import { concatenate } from '../bytes/concatenate.ts'
import { PROFILE_EXACT } from '../commit/modelId.ts'
import { ProgramError } from '../errors.ts'
import type { WeightEncoding } from '../onnx/graph.ts'
import { numbersOf } from '../ops/tensorData.ts'
import { byteLength, type DType, type Program } from '../program.ts'
import { INPUT_NAME, lower } from './lower.ts'
import { bytesOf, type Runtime } from './runtime.ts'
import type { EngineName, OutputType, Session } from './session.ts'
import { requireInput } from './trace.ts'
import { unrollInput } from './unrollInput.ts'

export interface ProgramSessionParameters {
  readonly runtime: Runtime
  readonly engine: EngineName
  /** One that passed `checkProgram`. */
  readonly program: Program
  readonly encoding: WeightEncoding
  readonly options: InferenceSession.SessionOptions
}

const tensorTypes: Readonly<Record<DType, Tensor.Type>> = { u8: 'uint8', i8: 'int8', i32: 'int32' }

/** A program on one build of onnxruntime. What returns every tensor is built when a trace is first asked for. */
export async function openProgramSession(parameters: ProgramSessionParameters): Promise<Session> {
  const { engine, program } = parameters
  const outputs = await openRunner(parameters, false)
  let everything: Promise<Runner> | undefined
  return {
    engine,
    profile: PROFILE_EXACT,
    inputBytes: byteLength(program.input),
    outputs: outputTypes(program),
    async run(input) {
      requireInput(program, input)
      return concatenate(await outputs.run(input))
    },
    async trace(input) {
      requireInput(program, input)
      everything ??= openRunner(parameters, true)
      return (await everything).run(input)
    },
    async close() {
      await outputs.close()
      await (await everything)?.close()
    },
  }
}

/** The outputs of a program as a session describes them. */
export function outputTypes(program: Program): OutputType[] {
  return program.outputs.map((index) => {
    const { output } = program.steps[index]!
    return { name: `step ${index}`, ...output, bytes: byteLength(output) }
  })
}

interface Runner {
  run(input: Uint8Array): Promise<Uint8Array[]>
  close(): Promise<void>
}

async function openRunner(
  { runtime, program, encoding, options }: ProgramSessionParameters,
  everyTensor: boolean,
): Promise<Runner> {
  const unrolled = unrollInput(program)
  const lowered = lower(unrolled.program, encoding, { everyTensor })
  const session = await create(runtime, lowered.onnx, options)
  const { dtype, shape } = unrolled.program.input
  // One tensor for all runs: there is one run at a time, and making tensors costs as much as small layers.
  const bytes = new Uint8Array(byteLength(unrolled.program.input))
  const feeds = {
    [INPUT_NAME]: new runtime.Tensor(tensorTypes[dtype], numbersOf(dtype, bytes), shape) as Tensor,
  }
  let running: Promise<unknown> = Promise.resolve()
  return {
    async run(input) {
      const results = running.then(() => {
        unrolled.feed(input, bytes)
        return session.run(feeds)
      })
      running = results.catch(() => {})
      const tensors = await results
      return lowered.tensors.map(({ output, offset, length }) =>
        bytesOf(tensors[output]!.data).subarray(offset, offset + length),
      )
    },
    async close() {
      await running
      await session.release()
    },
  }
}

async function create(
  runtime: Runtime,
  onnx: Uint8Array,
  options: InferenceSession.SessionOptions,
): Promise<InferenceSession> {
  try {
    return await runtime.InferenceSession.create(onnx, options)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new ProgramError(
      'EngineNotExact',
      `onnxruntime cannot load the lowered program: ${reason}`,
      {
        cause,
      },
    )
  }
}
