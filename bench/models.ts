import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { floatOf, orderOf, type Program, readProgram, writeProgram } from '@assay/program'
import type { CompileInput, CompileReport } from '@assay/program/compile'
import { type CompileParameters, compileModel } from '@assay/program/compile/node'
import { Random } from '@assay/program/testing'
import type { Measurement } from './measurement.ts'
import { measureSpeech, SPEECH_FILES } from './models/measureSpeech.ts'
import { readFloats, readPictures } from './models/readArrays.ts'
import { readFileKinds } from './models/readFileKinds.ts'
import { readResults } from './results.ts'

/** Names a folder of public models and data; the models are not part of the project. */
const FOLDER = 'ASSAY_CASES'

/** What columns of a model of bytes err by, whose figure is one of the whole: none of them asks for wider numbers. */
export const MOST_ERROR_OF_BYTES = 0.2

const SIDE = 112
const PICTURES = ['superres.cal.npy', 'superres.held.npy'] as const

const TREES = [
  'onnx2c_tree.onnx',
  'tract_xgb.onnx',
  'ezkl_hummingbird_decision_tree.onnx',
  'ezkl_lightgbm.onnx',
]
const ROWS = 10_000

/** A model with what is measured of it: rows are named `models.NAME.…`. */
type Case = {
  name: string
  files: readonly string[]
  measure(folder: string): Promise<Measurement[]>
}

const cases: readonly Case[] = [
  { name: 'tree', files: TREES, measure: measureTrees },
  {
    name: 'superres10',
    files: ['superres10.onnx', ...PICTURES],
    async measure(folder) {
      const report = await compileFile(folder, 'superres10.onnx', pictures(folder))
      const error = report.measured?.outputs[0]?.rootMeanSquare ?? Number.NaN
      const note = `against the float model's picture, ${countOf(report)} held-out pictures; ${methodOf(report)}`
      return [{ name: 'psnr_db', value: -20 * Math.log10(error), unit: 'dB', note }, time(report)]
    },
  },
  {
    name: 'pfld',
    files: ['pfld.onnx', ...PICTURES],
    async measure(folder) {
      const { calibration, heldOut } = pictures(folder)
      const parameters = {
        calibration: calibration.flatMap(crops),
        heldOut: heldOut.flatMap(crops),
        mostError: MOST_ERROR_OF_BYTES,
      }
      const report = await compileFile(folder, 'pfld.onnx', parameters)
      const error = report.measured?.outputs[0]?.rootMeanSquare ?? Number.NaN
      const note = `root mean square distance of a landmark from the float model's, ${countOf(report)} crops of held-out pictures; ${methodOf(report)}`
      return [{ name: 'px', value: error * SIDE * Math.SQRT2, unit: 'px', note }, time(report)]
    },
  },
  {
    name: 'eth_tcn',
    files: ['eth_tcn.onnx', 'eth_tcn.cal.npy', 'eth_tcn.held.npy'],
    measure: (folder) =>
      relativeError(folder, 'eth_tcn.onnx', {
        calibration: readFloats(join(folder, 'eth_tcn.cal.npy')),
        heldOut: readFloats(join(folder, 'eth_tcn.held.npy')),
        mostError: 0.02,
      }),
  },
  {
    name: 'ezkl_lstm_medium',
    files: ['ezkl_lstm_medium.onnx'],
    measure: (folder) =>
      relativeError(folder, 'ezkl_lstm_medium.onnx', {
        ...drawn((random) => {
          let number = random.unit()
          return Float32Array.from({ length: 5 }, () => (number += 0.2 * (random.unit() - 0.5)))
        }),
        mostError: 0.01,
      }),
  },
  {
    name: 'gpt2_nopast',
    files: ['gpt2_nopast.onnx'],
    measure: (folder) =>
      relativeError(folder, 'gpt2_nopast.onnx', {
        ...drawn((random) => Float32Array.from({ length: WORDS }, () => random.integer(0, 19))),
        shapes: { input_ids: [1, WORDS] },
        mostError: 0.005,
      }),
  },
  {
    name: 'tfbert',
    files: ['tfbert_mrpc.onnx'],
    measure: (folder) =>
      relativeError(folder, 'tfbert_mrpc.onnx', { ...drawn(drawSentences), mostError: 0.01 }),
  },
  {
    name: 'fr_age',
    files: ['ezkl_fr_age.onnx'],
    measure: (folder) =>
      relativeError(folder, 'ezkl_fr_age.onnx', {
        ...drawn((random) => Float32Array.from({ length: 3 * 64 * 64 }, () => random.unit())),
        mostError: 0.05,
      }),
  },
  {
    name: 'hierarchical_risk',
    files: ['ezkl_hierarchical_risk.onnx'],
    measure: (folder) =>
      relativeError(folder, 'ezkl_hierarchical_risk.onnx', {
        ...drawn(drawReturns),
        mostError: 0.02,
      }),
  },
  {
    name: 'magika',
    files: ['magika.onnx'],
    async measure(folder) {
      const { calibration, heldOut, kinds } = readFileKinds()
      const parameters = { calibration, heldOut, task: 'classification' } as const
      const report = await compileFile(folder, 'magika.onnx', parameters)
      const note = `the float model's answer, ${countOf(report)} held-out files of this machine of ${kinds} kinds; ${methodOf(report)}`
      const value = report.measured?.agreement ?? Number.NaN
      return [{ name: 'top1_agreement', value, unit: 'ratio', note }, time(report)]
    },
  },
  {
    name: 'silero',
    files: SPEECH_FILES,
    async measure(folder) {
      const { agreement, windows, program, report } = await measureSpeech(folder)
      await readProgram(await writeProgram(program))
      const note = `decisions of speech at 0.5, ${windows} windows of the recording's second half, sr frozen, float and program each with the state that it gave out; ${methodOf(report)}`
      return [{ name: 'decision_agreement', value: agreement, unit: 'ratio', note }, time(report)]
    },
  },
]

/** How well public models survive the compiler; undefined where none of them is there. */
export async function measure(): Promise<Measurement[] | undefined> {
  const folder = process.env[FOLDER]
  if (folder === undefined || !existsSync(folder)) {
    const files = cases.flatMap((one) => one.files)
    console.log(`skipped: set ${FOLDER} to the folder that holds ${[...new Set(files)].join(', ')}`)
    return undefined
  }
  const earlier = readResults()
  const rows: Measurement[] = []
  for (const { name, files, measure } of cases) {
    const prefix = `models.${name}.`
    const absent = files.filter((file) => !existsSync(join(folder, file)))
    if (absent.length > 0) {
      console.log(`skipped ${name}: ${folder} has no ${absent.join(', ')}`)
      rows.push(...earlier.filter((row) => row.name.startsWith(prefix)))
      continue
    }
    const figures = await measure(folder)
    rows.push(...figures.map((figure) => ({ ...figure, name: `${prefix}${figure.name}` })))
  }
  return rows
}

async function measureTrees(folder: string): Promise<Measurement[]> {
  const agreements: number[] = []
  for (const name of TREES) agreements.push(await agreement(join(folder, name)))
  const note = `least of ${TREES.join(', ')}; ${ROWS} rows each, half of the numbers at a threshold or one float beside it`
  return [{ name: 'decision_agreement', value: Math.min(...agreements), unit: 'ratio', note }]
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

/** Compiles a model, and sees that its file passes the gate, or there is nothing to measure. */
async function compileFile(
  folder: string,
  file: string,
  parameters: Omit<CompileParameters, 'runtime'>,
): Promise<CompileReport> {
  const { program, report } = await compileModel(readFileSync(join(folder, file)), parameters)
  await readProgram(await writeProgram(program))
  return report
}

/** The error of a model's worst output. */
async function relativeError(
  folder: string,
  file: string,
  parameters: Parameters<typeof compileFile>[2],
): Promise<Measurement[]> {
  const report = await compileFile(folder, file, parameters)
  const value = Math.max(...(report.measured?.outputs.map(({ relative }) => relative) ?? []))
  const note = `root mean square error as a share of the output's deviation, ${countOf(report)} held-out inputs; ${methodOf(report)}`
  return [{ name: 'rel_error', value, unit: 'ratio', note }, time(report)]
}

function time({ seconds }: CompileReport): Measurement {
  return {
    name: 'compile_seconds',
    value: seconds,
    unit: 's',
    note: 'with calibration and measurement',
  }
}

function countOf({ measured }: CompileReport): number {
  return measured?.inputs ?? 0
}

function methodOf({ method }: CompileReport): string {
  if (!method) return 'nothing calibrated'
  const { range, correctBias, equalize, wideTensors, wideWeights } = method
  if (wideTensors > 0) return `${wideTensors} tensors wide${wideWeights ? ', and weights' : ''}`
  const bias = correctBias ? 'corrected biases' : 'plain biases'
  return `range by ${range}, ${bias}, channels evened out by ${equalize}`
}

/** Inputs that are drawn: some to calibrate, others to judge. */
function drawn(draw: (random: Random) => CompileInput) {
  const list = (seed: number, length: number) => {
    const random = new Random(seed)
    return Array.from({ length }, () => draw(random))
  }
  return { calibration: list(1, 100), heldOut: list(2, 50) }
}

const DAYS = 100
const ASSETS = 4

/** Daily returns of assets that all follow one market, each in its own measure. */
function drawReturns(random: Random): CompileInput {
  const around = (size: number) => size * (random.unit() + random.unit() + random.unit() - 1.5)
  const shares = Array.from({ length: ASSETS }, () => 0.3 + 1.2 * random.unit())
  return Float32Array.from(
    Array.from({ length: DAYS }, () => {
      const market = around(0.02)
      return shares.map((share) => share * market + around(0.012))
    }).flat(),
  )
}

const WORDS = 8
const PLACES = 7

/** Two sentences of words, one after the other, and nothing behind them. */
function drawSentences(random: Random): CompileInput {
  const length = random.integer(3, PLACES)
  const second = random.integer(1, length)
  const each = (number: (place: number) => number) =>
    Float32Array.from({ length: PLACES }, (_, place) => (place < length ? number(place) : 0))
  return {
    attention_mask: each(() => 1),
    input_ids: each(() => random.integer(0, 19)),
    token_type_ids: each((place) => (place >= second ? 1 : 0)),
  }
}

function pictures(folder: string) {
  const [calibration, heldOut] = PICTURES
  return {
    calibration: readPictures(join(folder, calibration)),
    heldOut: readPictures(join(folder, heldOut)),
  }
}

/** Squares of a picture of 224 x 224, gray as three channels. */
export function crops(picture: Float32Array): Float32Array[] {
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
