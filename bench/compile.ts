import { existsSync, readFileSync } from 'node:fs'
import { type SampleModel, sampleModels, toFloatInput } from '@assay/models'
import { writeProgram } from '@assay/program'
import { compileModel } from '@assay/program/compile/node'
import type { Measurement } from './measurement.ts'

const CALIBRATION = 400
const HELD_OUT = 2000

/** Compiles every sample model anew and holds the program against the float model. */
export async function measure(): Promise<Measurement[]> {
  const rows: Measurement[] = []
  for (const model of sampleModels) {
    if (existsSync(model.file)) rows.push(...(await measureSample(model)))
  }
  const publicModel = new URL('../../shared/models/mnist.onnx', import.meta.url)
  if (existsSync(publicModel)) rows.push(await measurePublic(readFileSync(publicModel)))
  return rows
}

/** The public MNIST network, where it was handed over, on the digits that the repository draws. */
async function measurePublic(onnx: Uint8Array): Promise<Measurement> {
  const digits = sampleModels.find(({ name }) => name === 'digits')
  if (!digits) throw new Error('There is no sample called digits.')
  const draw = (split: 'calibration' | 'held-out', count: number) =>
    Array.from({ length: count }, (_, seed) =>
      Float32Array.from(digits.draw({ seed, split }).bytes),
    )
  const { report } = await compileModel(onnx, {
    calibration: draw('calibration', CALIBRATION),
    heldOut: draw('held-out', HELD_OUT),
  })
  return {
    name: 'exact.agreement.mnist',
    value: report.measured?.agreement ?? 0,
    unit: 'ratio',
    note: `the public MNIST network, same top-1, ${HELD_OUT} held-out digits`,
  }
}

async function measureSample(model: SampleModel): Promise<Measurement[]> {
  const { name, card } = model
  const onnx = readFileSync(model.file)
  const draw = (split: 'calibration' | 'held-out', count: number) =>
    Array.from({ length: count }, (_, seed) => model.draw({ seed, split }))
  const numbers = (samples: readonly { bytes: Uint8Array }[]) =>
    samples.map(({ bytes }) => toFloatInput(card.input, bytes))
  const calibration = numbers(draw('calibration', CALIBRATION))
  const heldOut = draw('held-out', HELD_OUT)
  const encodings = {
    [card.input.name]: 'features' in card.input ? card.input.features : card.input.encoding,
  }
  const began = performance.now()
  await compileModel(onnx, { calibration, encodings })
  const seconds = (performance.now() - began) / 1000
  const { program, report } = await compileModel(onnx, {
    calibration,
    heldOut: numbers(heldOut),
    labels: heldOut.map(({ label }) => label),
    encodings,
  })
  const file = await writeProgram(program)
  const { accuracy, agreement = 0 } = report.measured ?? {}
  const float = accuracy?.float ?? 0
  const exact = accuracy?.program ?? 0
  const on = `${HELD_OUT} held-out inputs`
  return [
    {
      name: `exact.compile_seconds.${name}`,
      value: seconds,
      unit: 's',
      note: `${CALIBRATION} calibration inputs, without measuring on held-out inputs`,
    },
    {
      name: `exact.program_bytes.${name}`,
      value: file.length,
      unit: 'bytes',
      baseline: `${onnx.length} bytes, the float file`,
      note: `${(file.length / onnx.length).toFixed(3)} of the float file`,
    },
    {
      name: `exact.accuracy_drop.${name}`,
      value: 100 * (float - exact),
      unit: 'points',
      note: `top-1 ${(100 * exact).toFixed(2)} % against ${(100 * float).toFixed(2)} % float, ${on}`,
    },
    { name: `exact.agreement.${name}`, value: agreement, unit: 'ratio', note: `same top-1, ${on}` },
  ]
}
