// Measures the sample models and writes the numbers into their cards:
//   node models/measure.ts [name ...]
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import onnxProto, { type onnx } from 'onnx-proto'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { type Answer, openFloat } from './answers.ts'
import type { Measurement } from './card.ts'
import { type Sample, type SampleModel, sampleModels } from './index.ts'

const names = process.argv.slice(2)
for (const model of sampleModels) {
  if (names.length > 0 && !names.includes(model.name)) continue
  await measureModel(model)
}

async function measureModel(model: SampleModel): Promise<void> {
  const { measure, baselines = {}, drawStress } = model
  const file = readFileSync(model.file)
  const answer = await openFloat(model)
  const heldOut = (seed: number) => model.draw({ seed, split: 'held-out' })
  const data = "split 'held-out' of draw.ts"
  const measured = [await figure(model, measure.metric, data, heldOut, answer)]
  if (drawStress) {
    const drawn = (seed: number) => drawStress({ seed })
    const words = 'stress set, drawn another way'
    measured.push(await figure(model, measure.metric, words, drawn, answer))
  }
  for (const [words, naive] of Object.entries(baselines)) {
    const metric = `${measure.metric} of ${words}`
    measured.push(await figure(model, metric, data, heldOut, async (sample) => naive(sample)))
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
  for (const { metric, value, data } of measured)
    process.stdout.write(`  ${metric} ${value} ${data}\n`)
}

/** What answers are worth, over the card's number of samples. */
async function figure(
  { measure, heldOut }: SampleModel,
  metric: string,
  data: string,
  draw: (seed: number) => Sample,
  answer: Answer,
): Promise<Measurement> {
  const { unit, ofOne, ofMean } = measure
  let sum = 0
  for (let seed = 0; seed < heldOut; seed++) {
    const sample = draw(seed)
    sum += ofOne(await answer(sample), sample)
  }
  const value = ofMean(sum / heldOut)
  const about = { samples: heldOut, data, seeds: [0, heldOut - 1] as const }
  return { metric, value, ...(unit ? { unit } : {}), ...about }
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
  const size = product(input.shape)
  const zeros =
    'dtype' in input
      ? new Tensor('int32', new Int32Array(size), [...input.shape])
      : new Tensor('float32', new Float32Array(size), [...input.shape])
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
