import * as ort from 'onnxruntime-web/wasm'
import { PROFILE_REPLICABLE } from './commit/model-id.ts'
import type { FloatCard } from './engine/float-input.ts'
import { openFloatSession } from './engine/float-session.ts'
import type { Runtime } from './engine/runtime.ts'
import type { Session } from './engine/session.ts'

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
    runtime: ort as unknown as Runtime,
    engine: 'onnxruntime-web',
    profile: PROFILE_REPLICABLE,
    onnx,
    card: parameters.card,
    options: { executionProviders: ['wasm'], logSeverityLevel: 4 },
  })
}
