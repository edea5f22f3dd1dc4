import type { FloatDtype } from './floatGraph.ts'
import { type ImportParameters, importOnnx, refuseProblems } from './import/importOnnx.ts'

export type ModelInput = { name: string; dtype: FloatDtype; shape: readonly number[] }

/** The inputs of an ONNX model, as they have to be given to `compile`. */
export function inspectInputs(onnx: Uint8Array, parameters: ImportParameters = {}): ModelInput[] {
  const model = importOnnx(onnx, parameters)
  // Problems of single nodes may lie after the part that is compiled; compile() tells.
  refuseProblems(model.problems.filter(({ source }) => source === undefined))
  return model.inputs.map((name) => {
    const { dtype, shape } = model.float.types.get(name) ?? { dtype: 'f32', shape: [] }
    return { name, dtype, shape }
  })
}
