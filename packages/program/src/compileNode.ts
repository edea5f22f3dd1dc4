import * as ort from 'onnxruntime-node'
import { type Compiled, type CompileParameters, compile } from './compile/compile.ts'
import type { FloatRuntime } from './compile/floatRuntime.ts'
import type { CompileInput } from './compile/readData.ts'

/**
 * Compiles an ONNX model into an exact program with onnxruntime's native build.
 *
 * @example
 * const { program, report } = await compileModel(bytes, { calibration, heldOut, labels })
 */
export function compileModel(
  onnx: Uint8Array,
  parameters: Omit<CompileParameters, 'runtime'>,
): Promise<Compiled> {
  return compile(onnx, { ...parameters, runtime: ort as unknown as FloatRuntime })
}

export type { Compiled, CompileInput, CompileParameters }
