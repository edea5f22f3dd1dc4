import * as ort from 'onnxruntime-node'
import { PROFILE_NATIVE } from './commit/model-id.ts'
import type { FloatCard } from './engine/float-input.ts'
import { openFloatSession } from './engine/float-session.ts'
import type { Runtime } from './engine/runtime.ts'
import type { Session } from './engine/session.ts'

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
    runtime: ort as unknown as Runtime,
    engine: 'onnxruntime-node',
    profile: PROFILE_NATIVE,
    onnx,
    card: parameters.card,
    options: {
      intraOpNumThreads: parameters.threads ?? 1,
      interOpNumThreads: 1,
      logSeverityLevel: 4,
    },
  })
}
