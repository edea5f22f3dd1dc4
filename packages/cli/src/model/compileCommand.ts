import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { ProgramError, readProgram, writeProgram } from '@assay/program'
import {
  CompileError,
  type CompileReport,
  describeProblem,
  type InputEncoding,
  inspectInputs,
} from '@assay/program/compile'
import { compileModel } from '@assay/program/compile/node'
import { EXIT_CODES, ServiceError } from '@assay/service'
import { Command, InvalidArgumentError, Option } from 'commander'
import { decodeBytes, toChannelsFirst } from './arrangeInput.ts'
import { ProgressBar } from './ProgressBar.ts'
import { readCard, writeCard } from './programCard.ts'
import { readLabels, readTensors } from './readTensors.ts'

type Options = {
  calibrate?: string
  heldOut?: string
  labels?: string
  dtype: 'f32' | 'u8'
  layout: 'nchw' | 'nhwc'
  scale?: { scale: number; zero: number }
  shape?: Record<string, number[]>
  out?: string
  tail?: string
  card?: string
  json?: true
}

const FEWEST = 8

const HELP = `
Calibration data: a .npy, .bin or .pb file, or a folder of them. Each holds one input of the model or many one after
the other (.npy: along the first axis), as numbers in the model's own order of axes, in f32 (or u8, with --dtype u8;
bytes of pixels channel by channel, or, with --layout nhwc, pixel by pixel; --scale or the card says what a byte stands for). Give a hundred inputs or so of the kind that the model
will meet. Without --held-out a quarter of them is kept back to measure on.

The program takes one byte a number: (byte - zero) * scale. Whole numbers from 0 to 255 and 255ths are taken as
they are; otherwise the scale comes from the calibration, from --scale, or from the card. Of a model of trees it takes each
number as an integer of 32 bits that has the number's place in the order of all float32: no input can change a comparison.

Examples:
  assay model compile digits.onnx --calibrate images.npy --held-out test.npy --labels labels.txt
  assay model compile net.onnx --calibrate pixels/ --dtype u8 --layout nhwc --out net.assay --json`

/** `assay model compile`. */
export function compileCommand(print: (text: string) => void): Command {
  return new Command('compile')
    .description(
      'Compile an ONNX model into an exact integer program and measure what that costs in accuracy',
    )
    .argument('<file.onnx>', 'the float model, or one that already is quantized (QDQ, QOperator)')
    .option(
      '--calibrate <data>',
      'inputs that show which ranges the tensors take (a model of trees needs none)',
    )
    .option('--held-out <data>', 'other inputs, to measure on')
    .option('--labels <file>', 'the right class of each held-out input: .npy, or one on each line')
    .addOption(
      new Option('--dtype <type>', 'element type of .bin files')
        .choices(['f32', 'u8'])
        .default('f32'),
    )
    .addOption(
      new Option('--layout <layout>', 'order of the axes of images in the data')
        .choices(['nchw', 'nhwc'])
        .default('nchw'),
    )
    .option(
      '--scale <scale,zero>',
      'how a byte stands for a number: (byte - zero) * scale',
      parseScale,
    )
    .option(
      '--shape <name=1,3,...>',
      'shape of an input that the model leaves open (repeatable)',
      parseShape,
    )
    .option('--out <file>', 'where the program goes (beside the model, as .assay)')
    .option(
      '--tail <file>',
      'where the float rest of the model goes, if there is one (beside the program, as .tail.onnx)',
    )
    .option(
      '--card <card.json>',
      'a card: its input encoding is used; program, figures and a chosen encoding are written into it',
    )
    .option('--json', 'print the report as JSON')
    .addHelpText('after', HELP)
    .action((path: string, options: Options) => run(path, options, print))
}

async function run(path: string, options: Options, print: (text: string) => void): Promise<void> {
  if (!existsSync(path))
    throw new ServiceError(`${path} does not exist.`, { exitCode: EXIT_CODES.notFound })
  const onnx = readFileSync(path)
  const bar = new ProgressBar()
  try {
    const card = options.card ? readCard(options.card) : undefined
    const inputs = inspectInputs(onnx, options.shape ? { shapes: options.shape } : {})
    const [input] = inputs
    if (!input || inputs.length !== 1) {
      throw new ServiceError(
        `The model has ${inputs.length} inputs; this command compiles models with one.`,
        { exitCode: EXIT_CODES.usage },
      )
    }
    const size = input.shape.reduce((product, extent) => product * extent, 1)
    const encoding = options.scale ?? card?.encoding
    const scale = typeof encoding === 'string' ? undefined : encoding
    const read = (data: string) => {
      const tensors = readTensors(data, { size, dtype: options.dtype })
      return tensors.map((tensor) => {
        const ordered = options.layout === 'nhwc' ? toChannelsFirst(tensor, input.shape) : tensor
        return scale && options.dtype === 'u8' ? decodeBytes(ordered, input.shape, scale) : ordered
      })
    }
    const given = options.calibrate ? read(options.calibrate) : []
    const kept = options.heldOut || given.length < FEWEST ? 0 : Math.floor(given.length / 4)
    const heldOut = options.heldOut ? read(options.heldOut) : given.slice(given.length - kept)
    if (!options.heldOut && kept === 0)
      process.stderr.write(
        `${given.length} calibration inputs are too few to keep some back: nothing is measured. Give --held-out.\n`,
      )
    const calibration = given.slice(0, given.length - kept)
    const { program, report, tail } = await compileModel(onnx, {
      calibration,
      heldOut,
      ...(options.labels ? { labels: readLabels(options.labels) } : {}),
      ...(scale ? { encodings: { [input.name]: scale } } : {}),
      ...(options.shape ? { shapes: options.shape } : {}),
      onProgress: ({ stage, done, total }) => bar.update(stage, done, total),
    })
    bar.clear()
    const file = await writeProgram(program)
    const { modelId } = await readProgram(file)
    const out = options.out ?? path.replace(/(\.onnx)?$/, '.assay')
    writeFileSync(out, file)
    const tailFile = tail && (options.tail ?? out.replace(/(\.assay)?$/, '.tail.onnx'))
    if (tail && tailFile) writeFileSync(tailFile, tail)
    const result = {
      program: out,
      modelId,
      bytes: file.length,
      ...(tailFile ? { tail: tailFile } : {}),
      report,
    }
    if (options.card) {
      // The card's own encoding stays as it is written there, with what its features are called.
      const chosen = report.inputs[0]?.encoding
      const isKept = typeof encoding === 'string' ? encoding === chosen : encoding !== undefined
      const isOnCard = isKept && encoding === card?.encoding
      writeCard(options.card, {
        ...{ file, name: out, modelId, report },
        ...(chosen && !isOnCard ? { encoding: chosen } : {}),
        ...(tail && tailFile ? { tail: { file: tail, name: tailFile } } : {}),
      })
    }
    if (options.json) print(`${JSON.stringify(result, null, 2)}\n`)
    else print(describe(result))
  } catch (error) {
    bar.clear()
    if (error instanceof CompileError) throw refusal(path, error)
    // What one step asks for is beyond what a program may hold or a referee can judge.
    if (error instanceof ProgramError) {
      throw new ServiceError(`${path} cannot be compiled: ${error.message}`, {
        exitCode: EXIT_CODES.usage,
        cause: error,
      })
    }
    throw error
  }
}

function refusal(path: string, error: CompileError): ServiceError {
  const { problems } = error
  const lines = problems.map((problem) => `  ${describeProblem(problem)}`)
  const count = problems.length === 1 ? 'a reason' : `${problems.length} reasons`
  return new ServiceError(`${path} cannot be compiled, for ${count}:\n${lines.join('\n')}`, {
    exitCode: EXIT_CODES.usage,
    cause: error,
  })
}

function describe(result: {
  program: string
  modelId: string
  bytes: number
  tail?: string
  report: CompileReport
}): string {
  const { report } = result
  const { measured } = report
  const percent = (share: number) => `${(100 * share).toFixed(2)} %`
  const lines = [
    [
      'program',
      `${result.program} (${result.bytes} bytes, ${percent(result.bytes / report.source.bytes)} of the model)`,
    ],
    ['model id', result.modelId],
    [
      'steps',
      `${report.steps}, ${report.multiplyAdds} multiply-adds${report.comparisons ? `, ${report.comparisons} comparisons` : ''}`,
    ],
    ...report.inputs.map(({ name, shape, dtype, encoding }) => [
      'input',
      `${name} ${dtype} [${shape}]${encoding ? `: ${describeEncoding(encoding)}` : ''}`,
    ]),
    ...report.outputs.map(({ name, dtype, shape, scale, zero }) => [
      'output',
      `${name} ${dtype} [${shape}]: (q${zero ? ` - ${zero}` : ''}) * ${scale.toPrecision(6)}`,
    ]),
    ...(result.tail
      ? [['float tail', `${result.tail} (${report.tail.join(', ')}), for display alone`]]
      : []),
    ...report.notes.map((note) => ['note', note]),
    ...(measured
      ? [
          ['measured', `on ${measured.inputs} held-out inputs`],
          ...measured.outputs.map(({ name, relative }) => [
            'error',
            `${name}: ${percent(relative)} of its deviation (root mean square)`,
          ]),
          ...(measured.agreement === undefined
            ? []
            : [['agreement', `${percent(measured.agreement)} answer as the float model does`]]),
          ...(measured.accuracy
            ? [
                [
                  'accuracy',
                  `${percent(measured.accuracy.program)}; float ${percent(measured.accuracy.float)}`,
                ],
              ]
            : []),
        ]
      : [['measured', 'nothing: there were no held-out inputs']]),
    ['time', `${report.seconds.toFixed(1)} s`],
  ]
  return lines.map(([what = '', says = '']) => `${what.padEnd(11)} ${says}\n`).join('')
}

function describeEncoding(encoding: InputEncoding): string {
  if (encoding === 'order') return 'each float32 by its place in their order'
  if (encoding === 'order-missing') return `${describeEncoding('order')}, or missing`
  const one = Array.isArray(encoding) ? undefined : (encoding as { scale: number; zero: number })
  return one
    ? `(byte${one.zero ? ` - ${one.zero}` : ''}) * ${one.scale.toPrecision(6)}`
    : 'a scale for each channel or feature'
}

function parseScale(text: string): { scale: number; zero: number } {
  const [scale = Number.NaN, zero = 0] = text.split(',').map(Number)
  if (!(scale > 0) || !Number.isFinite(scale) || !Number.isFinite(zero)) {
    throw new InvalidArgumentError('give a scale above 0 and, after a comma, the zero point.')
  }
  return { scale, zero }
}

function parseShape(text: string, before: Record<string, number[]> = {}): Record<string, number[]> {
  const at = text.lastIndexOf('=')
  const shape = text
    .slice(at + 1)
    .split(',')
    .map(Number)
  if (at < 1 || shape.some((extent) => !Number.isInteger(extent) || extent < 1)) {
    throw new InvalidArgumentError('give a name and sizes, as in image=1,3,224,224.')
  }
  return { ...before, [text.slice(0, at)]: shape }
}
