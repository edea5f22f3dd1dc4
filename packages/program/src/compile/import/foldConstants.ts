import type { onnx } from 'onnx-proto'
import onnxProto from 'onnx-proto'
import { tensorProto } from '../exportOnnx.ts'
import type { Constant } from '../floatGraph.ts'
import { computeConstants, type FloatRuntime } from '../floatRuntime.ts'
import { DEFAULT_LIMITS, type ImportLimits } from './importLimits.ts'
import { type ImportedModel, type ImportParameters, importOnnx } from './importOnnx.ts'

/**
 * Reads an ONNX file as `importOnnx` does, and lets onnxruntime compute what depends on constants only and has no rule here, until
 * nothing more comes of it.
 */
export async function importFolded(
  bytes: Uint8Array,
  parameters: ImportParameters,
  runtime: FloatRuntime,
): Promise<ImportedModel> {
  const folded = new Map<string, Constant>()
  for (;;) {
    const model = importOnnx(bytes, { ...parameters, folded })
    const before = folded.size
    for (const [name, constant] of await computeAll(model, runtime, parameters.limits))
      folded.set(name, constant)
    if (folded.size === before) return model
  }
}

/** What the foldable nodes give: all at once, or, where one of them can't be computed, each by itself. */
async function computeAll(
  model: ImportedModel,
  runtime: FloatRuntime,
  limits = DEFAULT_LIMITS,
): Promise<Map<string, Constant>> {
  const { foldable } = model
  if (foldable.length === 0) return new Map()
  const all = await compute(model, foldable, runtime, limits)
  if (all) return all
  const results = new Map<string, Constant>()
  for (const node of foldable) {
    for (const [name, constant] of (await compute(model, [node], runtime, limits)) ?? [])
      results.set(name, constant)
  }
  return results
}

/** What nodes give that take constants and each other's results; undefined where onnxruntime can't compute them. */
async function compute(
  { model, float, opset }: ImportedModel,
  nodes: readonly onnx.INodeProto[],
  runtime: FloatRuntime,
  limits: ImportLimits,
): Promise<Map<string, Constant> | undefined> {
  const inputs = new Set(nodes.flatMap(({ input }) => input ?? []))
  const constants = [...float.constants].filter(([name]) => inputs.has(name))
  const outputs = nodes.flatMap(({ output }) => (output ?? []).filter(Boolean))
  const bytes = onnxProto.onnx.ModelProto.encode({
    irVersion: Math.max(4, Number(model.irVersion ?? 7)),
    opsetImport:
      model.opsetImport.length > 0 ? model.opsetImport : [{ domain: '', version: opset }],
    graph: {
      name: 'constants',
      node: [...nodes],
      initializer: constants.map(([name, constant]) => tensorProto(name, constant)),
      output: outputs.map((name) => ({ name })),
    },
  }).finish()
  let results: Map<string, Constant>
  try {
    results = await computeConstants(runtime, bytes)
  } catch {
    return
  }
  return new Map([...results].filter(([, { data }]) => data.length <= limits.tensorElements))
}
