import * as ort from 'onnxruntime-web/wasm'
import { checkProgram } from './checkProgram.ts'
import { PROFILE_REPLICABLE } from './commit/modelId.ts'
import type { FloatCard } from './engine/floatInput.ts'
import { openFloatSession } from './engine/floatSession.ts'
import { chooseEncoding, type ProbeResult, probeEncodings } from './engine/probe.ts'
import { openProgramSession } from './engine/programSession.ts'
import type { Runtime } from './engine/runtime.ts'
import type { Session } from './engine/session.ts'
import type { WeightEncoding } from './onnx/graph.ts'
import type { Program } from './program.ts'

const runtime = ort as unknown as Runtime
const options = { executionProviders: ['wasm'], logSeverityLevel: 4 } as const

/** Where a browser finds onnxruntime's WebAssembly files; call it before anything is opened. */
export function setWasmPaths(
  paths: string | { readonly wasm?: string; readonly mjs?: string },
): void {
  ort.env.wasm.wasmPaths = paths
}

/**
 * Opens a float ONNX model on onnxruntime's WebAssembly build with one thread: profile `replicable`.
 *
 * @param onnx the model file's bytes
 * @param parameters.card how canonical u8 input becomes the model's numbers; without it, the input is the
 * ONNX input's own type, little-endian
 * @throws ProgramError `InvalidModel`
 */
export function openFloatModel(
  onnx: Uint8Array,
  parameters: { readonly card?: FloatCard | undefined } = {},
): Promise<Session> {
  ort.env.wasm.numThreads = 1
  return openFloatSession({
    runtime,
    engine: 'onnxruntime-web',
    profile: PROFILE_REPLICABLE,
    onnx,
    card: parameters.card,
    options,
  })
}

function open(program: Program, encoding: WeightEncoding): Promise<Session> {
  ort.env.wasm.numThreads = 1
  return openProgramSession({ runtime, engine: 'onnxruntime-web', program, encoding, options })
}

let probed: Promise<ProbeResult> | undefined

/** Which weight encodings are exact in this browser; tried once in a page. */
export function probeBrowser(): Promise<ProbeResult> {
  probed ??= probeEncodings(open)
  return probed
}

/**
 * Opens an exact program on onnxruntime's WebAssembly build, one thread.
 *
 * @param parameters.encoding how weights are stored; without it, the fastest that is exact here
 * @throws ProgramError where the program does not pass the load gate, and `EngineNotExact` where this browser can't run it
 */
export async function openProgram(
  program: Program,
  parameters: { readonly encoding?: WeightEncoding } = {},
): Promise<Session> {
  checkProgram(program)
  const encoding = parameters.encoding ?? chooseEncoding(await probeBrowser())
  return open(program, encoding)
}
