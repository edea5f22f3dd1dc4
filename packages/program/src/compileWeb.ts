import * as ort from 'onnxruntime-web/wasm'
import { type Compiled, type CompileParameters, compile } from './compile/compile.ts'
import type { FloatRuntime } from './compile/floatRuntime.ts'

/** Compiles an ONNX model into an exact program with onnxruntime's WebAssembly build, in one thread. */
export function compileModel(
  onnx: Uint8Array,
  parameters: Omit<CompileParameters, 'runtime'>,
): Promise<Compiled> {
  ort.env.wasm.numThreads = 1
  return compile(onnx, { ...parameters, runtime: ort as unknown as FloatRuntime })
}
