import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { floatOf, orderOf, type Program, readProgram, writeProgram } from '@assay/program'
import { compileModel } from '@assay/program/compile/node'
import { Random } from '@assay/program/testing'
import type { Measurement } from './measurement.ts'

/** Names a folder of public models and data; the models are not part of the project. */
const FOLDER = 'ASSAY_CASES'

const SIDE = 112

const TREES = [
  'onnx2c_tree.onnx',
  'tract_xgb.onnx',
  'ezkl_hummingbird_decision_tree.onnx',
  'ezkl_lightgbm.onnx',
]
const ROWS = 10_000

/** How well public models survive the compiler; undefined where their folder is not given. */
export async function measure(): Promise<Measurement[] | undefined> {
  const folder = process.env[FOLDER]
  if (folder === undefined || !existsSync(folder)) {
    console.log(
      `skipped: set ${FOLDER} to the folder that holds superres10.onnx, pfld.onnx, ${TREES.join(', ')}`,
    )
    return undefined
  }
  const pictures = { calibration: 'superres.cal.npy', heldOut: 'superres.held.npy' }
  const calibration = readPictures(join(folder, pictures.calibration))
  const heldOut = readPictures(join(folder, pictures.heldOut))
  const superres = await rootMeanSquare(join(folder, 'superres10.onnx'), calibration, heldOut)
  const faces = await rootMeanSquare(
    join(folder, 'pfld.onnx'),
    calibration.flatMap(crops),
    heldOut.flatMap(crops),
  )
  const agreements: number[] = []
  for (const name of TREES) agreements.push(await agreement(join(folder, name)))
  return [
    {
      name: 'models.tree.decision_agreement',
      value: Math.min(...agreements),
      unit: 'ratio',
      note: `least of ${TREES.join(', ')}; ${ROWS} rows each, half of the numbers at a threshold or one float beside it`,
    },
    {
      name: 'models.superres10.psnr_db',
      value: -20 * Math.log10(superres.error),
      unit: 'dB',
      note: `against the float model's picture, ${heldOut.length} held-out pictures; ${superres.method}`,
    },
    {
      name: 'models.pfld.px',
      value: faces.error * SIDE * Math.SQRT2,
      unit: 'px',
      note: `root mean square distance of a landmark from the float model's, crops of ${heldOut.length} held-out pictures; ${faces.method}`,
    },
  ]
}

/** How often the answers of a model of trees are those of onnxruntime. */
async function agreement(path: string): Promise<number> {
  const onnx = readFileSync(path)
  const { program, report } = await compileModel(onnx, { calibration: [] })
  await readProgram(await writeProgram(program))
  const size = report.inputs[0]!.shape.reduce((product, extent) => product * extent, 1)
  const thresholds = thresholdsOf(program)
  const random = new Random(1)
  const number = () => {
    const threshold = random.pick(thresholds)
    if (random.chance(0.5)) return floatOf(orderOf(threshold) + random.integer(-1, 1))
    return threshold + (random.pick(thresholds) - threshold) * random.unit()
  }
  const heldOut = Array.from({ length: ROWS }, () => Float32Array.from({ length: size }, number))
  const { measured } = (await compileModel(onnx, { calibration: [], heldOut })).report
  return measured!.agreement!
}

/** The numbers that a program compares its input with. */
function thresholdsOf({ steps, weights }: Program): number[] {
  const bounds = steps.flatMap(({ op, operands }) => {
    if (op !== 'Compare') return []
    return operands.flatMap((operand) => {
      const step = operand.kind === 'step' ? steps[operand.index] : undefined
      const table = step?.op === 'Gather' ? step.operands[1]! : operand
      return table.kind === 'weight' ? [...new Int32Array(weights[table.index]!.data.buffer)] : []
    })
  })
  const found = bounds.map(floatOf).filter((threshold) => Number.isFinite(threshold))
  return [...new Set(found)]
}

/** Compiles a model and gives the root mean square error of its first output. */
async function rootMeanSquare(
  path: string,
  calibration: readonly Float32Array[],
  heldOut: readonly Float32Array[],
) {
  const { program, report } = await compileModel(readFileSync(path), { calibration, heldOut })
  // The file passes the gate, or there is nothing to measure.
  await readProgram(await writeProgram(program))
  const { range, correctBias, equalize } = report.method!
  const bias = correctBias ? 'corrected biases' : 'plain biases'
  return {
    error: report.measured!.outputs[0]!.rootMeanSquare,
    method: `range by ${range}, ${bias}, channels evened out by ${equalize}`,
  }
}

/** Gray pictures of bytes, each as numbers from 0 to 1. */
function readPictures(path: string): Float32Array[] {
  const file = readFileSync(path)
  const start = 10 + file.readUInt16LE(8)
  const shape = /'descr': '\|u1'.*'shape': \((\d+), 1, (\d+), (\d+)\)/.exec(
    file.toString('latin1', 0, start),
  )
  if (shape === null) throw new Error(`${path} does not hold gray pictures of bytes.`)
  const [count, height, width] = shape.slice(1).map(Number) as [number, number, number]
  const size = height * width
  return Array.from({ length: count }, (_, i) =>
    Float32Array.from(
      file.subarray(start + i * size, start + (i + 1) * size),
      (byte) => byte / 255,
    ),
  )
}

/** Squares of a picture of 224 x 224, gray as three channels. */
function crops(picture: Float32Array): Float32Array[] {
  const wide = 2 * SIDE
  return [0, SIDE / 2, SIDE].flatMap((top) =>
    [0, SIDE / 2, SIDE].map((left) =>
      Float32Array.from({ length: 3 * SIDE * SIDE }, (_, i) => {
        const [row, column] = [Math.floor((i % (SIDE * SIDE)) / SIDE), i % SIDE]
        return picture[(top + row) * wide + left + column] ?? 0
      }),
    ),
  )
}
