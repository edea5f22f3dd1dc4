// Measures the sample models and writes the numbers into their cards:
//   node models/measure.ts [name ...]
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import onnxProto, { type onnx } from 'onnx-proto'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import type { Card, Measurement } from './card.ts'
import { toFloatInput } from './encoding.ts'
import { type Sample, type SampleModel, sampleModels } from './index.ts'

const SAMPLES = 5000

const names = process.argv.slice(2)
for (const model of sampleModels) {
  if (names.length > 0 && !names.includes(model.name)) continue
  await measure(model)
}

async function measure(model: SampleModel): Promise<void> {
  const file = readFileSync(model.file)
  const session = await InferenceSession.create(file, { intraOpNumThreads: 1 })
  const measured = [
    await accuracy(model, session, "split 'held-out' of draw.ts", (seed) =>
      model.draw({ seed, split: 'held-out' }),
    ),
  ]
  const { drawStress } = model
  if (drawStress) {
    const drawn = (seed: number) => drawStress({ seed })
    measured.push(await accuracy(model, session, 'stress set, drawn another way', drawn))
  }
  const card = {
    ...model.card,
    file: {
      name: 'model.onnx',
      sha256: createHash('sha256').update(file).digest('hex'),
      bytes: file.length,
      ...(await count(model, file)),
    },
    measured,
  }
  writeFileSync(new URL('card.json', model.file), `${JSON.stringify(card, null, 2)}\n`)
  process.stdout.write(`${model.name} ${JSON.stringify(card.file)}\n`)
  for (const { value, data } of measured) process.stdout.write(`  ${value} ${data}\n`)
}

async function accuracy(
  model: SampleModel,
  session: InferenceSession,
  data: string,
  draw: (seed: number) => Sample,
): Promise<Measurement> {
  let right = 0
  for (let seed = 0; seed < SAMPLES; seed++) {
    const { bytes, label } = draw(seed)
    const { input } = model.card
    const tensor = inputTensor(input, toFloatInput(input, bytes))
    const logits = (await session.run({ [input.name]: tensor }))[model.card.output.name]
    if (greatest(logits?.data as Float32Array) === label) right++
  }
  const value = right / SAMPLES
  return { metric: 'top-1 accuracy', value, samples: SAMPLES, data, seeds: [0, SAMPLES - 1] }
}

function inputTensor(input: Card['input'], numbers: Float32Array): Tensor {
  return 'dtype' in input
    ? new Tensor('int32', Int32Array.from(numbers), [...input.shape])
    : new Tensor('float32', numbers, [...input.shape])
}

function greatest(values: Float32Array): number {
  return values.reduce((best, value, i) => (value > (values[best] as number) ? i : best), 0)
}

/** Counts numbers in weights and trees, and multiplications by a weight in one run. */
async function count(model: SampleModel, file: Uint8Array) {
  const proto = onnxProto.onnx.ModelProto.decode(file)
  const graph = proto.graph as onnx.GraphProto
  const sizes = new Map<string, number[]>()
  for (const { name, dims } of graph.initializer)
    sizes.set(name as string, (dims ?? []).map(Number))
  const trees = graph.node.flatMap(({ opType, attribute }) =>
    opType?.startsWith('TreeEnsemble') ? (attribute ?? []) : [],
  )
  const inTrees = trees.flatMap(({ name, floats }) =>
    name === 'class_weights'
      ? (floats ?? [])
      : name === 'nodes_values'
        ? (floats ?? []).filter(Boolean)
        : [],
  ).length
  const parameters = [...sizes.values()].reduce((sum, dims) => sum + product(dims), inTrees)

  const weighted = graph.node.filter(({ opType }) => opType === 'Conv' || opType === 'Gemm')
  for (const { output } of weighted) {
    const name = output?.[0] as string
    if (!graph.output.some((known) => known.name === name)) {
      graph.output.push(onnxProto.onnx.ValueInfoProto.create({ name }))
    }
  }
  const session = await InferenceSession.create(onnxProto.onnx.ModelProto.encode(proto).finish())
  const { input } = model.card
  const zeros = inputTensor(input, new Float32Array(product(input.shape)))
  const results = await session.run({ [input.name]: zeros })
  const multiplyAdds = weighted.reduce((sum, node) => {
    const weights = sizes.get(node.input?.[1] as string) ?? []
    const outputs = product(results[node.output?.[0] as string]?.dims ?? [])
    const perOutput =
      node.opType === 'Conv' ? product(weights.slice(1)) : product(weights) / outputs
    return sum + outputs * perOutput
  }, 0)
  return { parameters, multiplyAdds }
}

function product(dims: readonly number[]): number {
  return dims.reduce((size, dim) => size * dim, 1)
}
