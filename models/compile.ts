// Compiles the sample models into exact programs and writes what they are and how exact into their cards:
//   node models/compile.ts [name ...]
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { readProgram, writeProgram } from '@assay/program'
import { compileModel } from '@assay/program/compile/node'
import type { CompiledProgram } from './card.ts'
import { toFloatInput } from './encoding.ts'
import { type SampleModel, sampleModels } from './index.ts'

const CALIBRATION = 400
const HELD_OUT = 5000

const names = process.argv.slice(2)
for (const model of sampleModels) {
  if (names.length > 0 && !names.includes(model.name)) continue
  if (existsSync(model.file)) await compileSample(model)
}

async function compileSample(model: SampleModel): Promise<void> {
  const { card } = model
  const onnx = readFileSync(model.file)
  const draw = (split: 'calibration' | 'held-out', count: number) =>
    Array.from({ length: count }, (_, seed) => model.draw({ seed, split }))
  const inputs = (samples: readonly { bytes: Uint8Array }[]) =>
    samples.map(({ bytes }) => toFloatInput(card.input, bytes))
  const heldOut = draw('held-out', HELD_OUT)
  // Where the float model takes whole numbers, the program takes the same ones, and compares them as it does.
  const isWhole = 'dtype' in card.input
  const encoding = 'features' in card.input ? card.input.features : card.input.encoding
  const { program, report } = await compileModel(onnx, {
    calibration: isWhole ? [] : inputs(draw('calibration', CALIBRATION)),
    heldOut: inputs(heldOut),
    labels: heldOut.map(({ label }) => label),
    ...(isWhole ? {} : { encodings: { [card.input.name]: encoding } }),
  })
  const file = await writeProgram(program)
  const { modelId } = await readProgram(file)
  writeFileSync(new URL('program.assay', model.file), file)
  const { measured } = report
  if (measured?.accuracy === undefined || measured.agreement === undefined)
    throw new Error(`The output of ${model.name} is no row of scores, which a sample's card needs.`)
  const compiled: CompiledProgram = {
    file: {
      name: 'program.assay',
      modelId,
      sha256: createHash('sha256').update(file).digest('hex'),
      bytes: file.length,
      steps: report.steps,
      multiplyAdds: report.multiplyAdds,
    },
    source: { name: 'model.onnx', sha256: report.source.sha256, bytes: report.source.bytes },
    outputs: report.outputs.map(({ name, dtype, shape, scale, zero }) => ({
      name,
      dtype,
      shape,
      scale,
      zero,
    })),
    ...(report.method && {
      calibration: { split: 'calibration', samples: CALIBRATION, range: report.method.range },
    }),
    measured: {
      samples: HELD_OUT,
      split: 'held-out',
      accuracy: measured.accuracy.program,
      floatAccuracy: measured.accuracy.float,
      agreement: measured.agreement,
      relativeError: measured.outputs[0]!.relative,
    },
  }
  const path = new URL('card.json', model.file)
  writeFileSync(path, `${JSON.stringify({ ...card, program: compiled }, null, 2)}\n`)
  process.stdout.write(
    `${model.name} ${JSON.stringify(compiled.measured)} ${file.length} bytes of ${onnx.length}, ${report.seconds.toFixed(1)} s\n`,
  )
}
