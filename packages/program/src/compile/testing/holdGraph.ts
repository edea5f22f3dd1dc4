import assert from 'node:assert/strict'
import * as ort from 'onnxruntime-node'
import { exportOnnx } from '../exportOnnx.ts'
import { type FloatRuntime, openFloat } from '../floatRuntime.ts'
import { importOnnx } from '../import/importOnnx.ts'
import { simplify } from '../simplify.ts'
import { onnxModel, randomFrom, type TestModel } from './onnxModel.ts'

const runtime = ort as unknown as FloatRuntime

/** Holds a model's import and its simplified form to the model's own outputs, and gives the operators that are left. */
export async function holdGraph(
  model: TestModel,
  parameters: {
    random?: ReturnType<typeof randomFrom> | undefined
    tolerance?: number | undefined
    inputs?: Readonly<Record<string, ArrayLike<number>>>
  } = {},
): Promise<string[]> {
  const { random = randomFrom(1), tolerance = 1e-4 } = parameters
  const bytes = onnxModel(model)
  const imported = importOnnx(bytes)
  assert.deepEqual(imported.problems, [])
  const float = { ...imported.float, outputs: imported.outputs }
  const inputs = new Map(
    imported.inputs.map((name) => {
      const shape = float.types.get(name)?.shape ?? []
      return [name, parameters.inputs?.[name] ?? random.values(shape).data] as const
    }),
  )
  const types = new Map(float.types)
  const expected = await runOutputs(bytes, types, inputs, imported.outputs)
  const plain = await runOutputs(exportOnnx(float, float.outputs), types, inputs, float.outputs)
  const { graph } = simplify(float)
  const simple = await runOutputs(exportOnnx(graph, graph.outputs), types, inputs, graph.outputs)
  expected.forEach((values, i) => {
    close(plain[i], values, tolerance)
    close(simple[i], values, tolerance)
  })
  return graph.nodes.map((node) => node.op)
}

async function runOutputs(
  bytes: Uint8Array,
  types: ReadonlyMap<string, { dtype: string; shape: readonly number[] }>,
  inputs: ReadonlyMap<string, ArrayLike<number>>,
  outputs: readonly string[],
) {
  const model = await openFloat(runtime, bytes, types)
  const results = await model.run(inputs)
  await model.close()
  return outputs.map((name) => results.get(name))
}

function close(
  actual: ArrayLike<number> | undefined,
  expected: ArrayLike<number> | undefined,
  tolerance: number,
) {
  assert.equal(actual?.length, expected?.length)
  for (let i = 0; i < (expected?.length ?? 0); i++) {
    const wanted = expected?.[i] ?? Number.NaN
    const difference = Math.abs((actual?.[i] ?? Number.NaN) - wanted)
    assert.ok(
      difference <= tolerance * Math.max(1, Math.abs(wanted)),
      `element ${i}: ${actual?.[i]} for ${wanted}`,
    )
  }
}
