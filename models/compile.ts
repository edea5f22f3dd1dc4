// Compiles the sample models into exact programs and writes what they are and how exact into their cards:
//   node models/compile.ts [name ...]
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { readProgram, writeProgram } from '@assay/program'
import type { CompileReport } from '@assay/program/compile'
import { compileModel } from '@assay/program/compile/node'
import { openExact } from './answers.ts'
import type { CompiledProgram } from './card.ts'
import { compileSettings, floatInput } from './compileSettings.ts'
import { type Sample, type SampleModel, sampleModels } from './index.ts'

const CALIBRATION = 400

const names = process.argv.slice(2)
for (const model of sampleModels) {
  if (names.length > 0 && !names.includes(model.name)) continue
  if (existsSync(model.file)) await compileSample(model)
}

async function compileSample(model: SampleModel): Promise<void> {
  const { card } = model
  const onnx = readFileSync(model.file)
  const heldOut = Array.from({ length: model.heldOut }, (_, seed) =>
    model.draw({ seed, split: 'held-out' }),
  )
  const { program, report } = await compileModel(onnx, {
    ...compileSettings(model, { samples: CALIBRATION }),
    heldOut: heldOut.map((sample) => floatInput(card.input, sample)),
    ...(card.labels ? { labels: heldOut.map(({ label = -1 }) => label) } : {}),
  })
  const file = await writeProgram(program)
  const { modelId } = await readProgram(file)
  writeFileSync(new URL('program.assay', model.file), file)
  const compiled: CompiledProgram = {
    file: {
      name: 'program.assay',
      modelId,
      sha256: createHash('sha256').update(file).digest('hex'),
      bytes: file.length,
      steps: report.steps,
      multiplyAdds: report.multiplyAdds,
    },
    verified: report.verified,
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
      samples: model.heldOut,
      split: 'held-out',
      ...(await figuresOf(model, file, report, heldOut)),
    },
  }
  // A series has the units that the compiler chose for it.
  const [encoding] = [report.inputs[0]?.encoding].flat()
  const input =
    'step' in card.input && typeof encoding === 'object' ? { ...card.input, encoding } : card.input
  const path = new URL('card.json', model.file)
  writeFileSync(path, `${JSON.stringify({ ...card, input, program: compiled }, null, 2)}\n`)
  process.stdout.write(
    `${model.name} ${JSON.stringify(compiled.measured)} ${file.length} bytes of ${onnx.length}, ${report.seconds.toFixed(1)} s\n`,
  )
}

/** How good the program's answers are, and how near to the float model's. */
async function figuresOf(
  { name, card, measure }: SampleModel,
  file: Uint8Array,
  { measured, outputs }: CompileReport,
  heldOut: readonly Sample[],
): Promise<{ relativeError: number; [figure: string]: number }> {
  const [output] = outputs
  const float = card.measured?.[0]
  if (measured === undefined || output === undefined || outputs.length > 1 || float === undefined)
    throw new Error(`${name} needs one output, held-out samples, and measure.ts before this.`)
  const relativeError = measured.outputs[0]!.relative
  const { accuracy, agreement, task } = measured
  if (accuracy !== undefined && agreement !== undefined)
    return {
      ...{ accuracy: accuracy.program, floatAccuracy: accuracy.float, agreement },
      relativeError,
    }
  const answer = await openExact(file, output)
  let sum = 0
  for (const sample of heldOut) sum += measure.ofOne(await answer(sample), sample)
  const { key, ofMean } = measure
  return {
    [key]: ofMean(sum / heldOut.length),
    [`float${key[0]!.toUpperCase()}${key.slice(1)}`]: float.value,
    ...(task ? { [task.name]: task.value } : {}),
    relativeError,
  }
}
