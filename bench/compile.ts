import { existsSync, readFileSync } from 'node:fs'
import { compileSettings, type SampleModel, sampleModels } from '@assay/models'
import { compileModel } from '@assay/program/compile/node'
import { compareEngines, openEngines } from '@assay/program/testing'
import type { Measurement } from './measurement.ts'

const CALIBRATION = 400
const HELD_OUT = 2000
const TRACED = 200

/** How long the compiler takes for each sample, and how well a public model survives it. */
export async function measure(): Promise<Measurement[]> {
  const rows: Measurement[] = []
  for (const model of sampleModels) rows.push(await measureSample(model))
  const publicModel = new URL('../../shared/models/mnist.onnx', import.meta.url)
  if (existsSync(publicModel)) rows.push(...(await measurePublic(readFileSync(publicModel))))
  return rows
}

/** The public MNIST network, where it was handed over, on the digits that the repository draws. */
async function measurePublic(onnx: Uint8Array): Promise<Measurement[]> {
  const digits = sampleModels.find(({ name }) => name === 'digits')
  if (!digits) throw new Error('There is no sample called digits.')
  const draw = (split: 'calibration' | 'held-out', count: number) =>
    Array.from({ length: count }, (_, seed) => digits.draw({ seed, split }).bytes)
  const numbers = (drawn: readonly Uint8Array[]) => drawn.map((bytes) => Float32Array.from(bytes))
  const heldOut = draw('held-out', HELD_OUT)
  const { program, report } = await compileModel(onnx, {
    calibration: numbers(draw('calibration', CALIBRATION)),
    heldOut: numbers(heldOut),
  })
  const agreement = report.measured?.agreement
  if (agreement === undefined) throw new Error('The public MNIST network was not measured.')

  const engines = await openEngines(program, { threads: [1, 2] })
  const tensors = await compareEngines(program, engines, heldOut.slice(0, TRACED))
  for (const { session } of engines) await session.close()
  return [
    {
      name: 'exact.agreement.mnist',
      value: agreement,
      unit: 'ratio',
      note: `the public MNIST network, same top-1, ${HELD_OUT} held-out digits`,
    },
    {
      name: 'exact.same_bits.mnist',
      value: 1,
      unit: 'ratio',
      note: `${tensors} tensors of ${TRACED} traces equal byte for byte on ${engines.map(({ label }) => label).join(', ')}`,
    },
  ]
}

async function measureSample(model: SampleModel): Promise<Measurement> {
  const onnx = readFileSync(model.file)
  const settings = compileSettings(model, { samples: CALIBRATION })
  const began = performance.now()
  await compileModel(onnx, settings)
  return {
    name: `exact.compile_seconds.${model.name}`,
    value: (performance.now() - began) / 1000,
    unit: 's',
    note: `${settings.calibration.length} calibration inputs, without measuring on held-out inputs`,
  }
}
