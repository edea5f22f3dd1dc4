import * as ort from 'onnxruntime-node'
import { checkProgram } from './checkProgram.ts'
import { PROFILE_NATIVE } from './commit/modelId.ts'
import type { FloatCard } from './engine/floatInput.ts'
import { openFloatSession } from './engine/floatSession.ts'
import { chooseEncoding, type ProbeResult, probeEncodings } from './engine/probe.ts'
import { openProgramSession } from './engine/programSession.ts'
import type { Runtime } from './engine/runtime.ts'
import type { Session } from './engine/session.ts'
import type { WeightEncoding } from './onnx/graph.ts'
import type { Program } from './program.ts'

export { loadProgram } from './load/loadProgram.ts'

const runtime = ort as unknown as Runtime

/**
 * Opens a float ONNX model on onnxruntime's native build: profile `native`, attested only.
 *
 * @param onnx the model file's bytes
 * @param parameters.card how canonical u8 input becomes the model's numbers; without it, the input is the
 * ONNX input's own type, little-endian
 * @param parameters.threads threads that a run may use (1)
 * @throws ProgramError `InvalidModel`
 */
export function openFloatModel(
  onnx: Uint8Array,
  parameters: { readonly card?: FloatCard | undefined; readonly threads?: number } = {},
): Promise<Session> {
  return openFloatSession({
    runtime,
    engine: 'onnxruntime-node',
    profile: PROFILE_NATIVE,
    onnx,
    card: parameters.card,
    options: sessionOptions(parameters.threads),
  })
}

function sessionOptions(threads = 1) {
  return { intraOpNumThreads: threads, interOpNumThreads: 1, logSeverityLevel: 4 } as const
}

function open(program: Program, encoding: WeightEncoding, threads?: number): Promise<Session> {
  const options = sessionOptions(threads)
  return openProgramSession({ runtime, engine: 'onnxruntime-node', program, encoding, options })
}

let probed: Promise<ProbeResult> | undefined

/** Which weight encodings are exact on this CPU; tried once in a process. */
export function probeCpu(): Promise<ProbeResult> {
  probed ??= probeEncodings((program, encoding) => open(program, encoding))
  return probed
}

/**
 * Opens an exact program on onnxruntime's native build.
 *
 * @param parameters.encoding how weights are stored; without it, the fastest that is exact on this CPU
 * @param parameters.threads threads that a run may use (1); the result is the same
 * @throws ProgramError where the program does not pass the load gate, and `EngineNotExact` where this CPU can't serve it
 */
export async function openProgram(
  program: Program,
  parameters: { readonly encoding?: WeightEncoding; readonly threads?: number } = {},
): Promise<Session> {
  checkProgram(program)
  const encoding = parameters.encoding ?? chooseEncoding(await probeCpu())
  return open(program, encoding, parameters.threads)
}
