import { writeFileSync } from 'node:fs'
import { ProgramError, readProgram, writeProgram } from '@assay/program'
import {
  CompileError,
  type CompileProblem,
  type CompileReport,
  describeMeasure,
  describeProblem,
  type InputEncoding,
  inspectInputs,
  MOST_ERROR,
  type ModelInput,
  type Task,
} from '@assay/program/compile'
import { type CompileParameters, compileModel } from '@assay/program/compile/node'
import { EXIT_CODES, ServiceError } from '@assay/service'
import { Command, InvalidArgumentError, Option } from 'commander'
import { ProgressBar } from './ProgressBar.ts'
import { readCard, writeCard } from './programCard.ts'
import { readInputs } from './readInputs.ts'
import { readModel } from './readModel.ts'
import { readLabels } from './readTensors.ts'

/** What says how a float model becomes a program. */
export type CompileOptions = {
  calibrate?: string
  heldOut?: string
  labels?: string
  dtype: 'f32' | 'u8'
  layout: 'nchw' | 'nhwc'
  scale?: { scale: number; zero: number }
  shape?: Record<string, number[]>
  freeze?: Record<string, number[]>
  task?: Task
  mostError: number
  out?: string
  tail?: string
  card?: string
}

type Options = CompileOptions & { json?: true }

/** What a compilation wrote. */
export type Compiled = {
  program: string
  modelId: string
  bytes: number
  tail?: string
  report: CompileReport
}

const FEWEST = 8

const HELP = `
Calibration data: a .npy, .bin or .pb file, or a folder of them. Each holds one input of the model or many one after
the other (.npy: along the first axis), as numbers in the model's own order of axes, in f32 (or u8, with --dtype u8;
bytes of pixels channel by channel, or, with --layout nhwc, pixel by pixel; --scale or the card says what a byte stands for). Give a hundred inputs or so of the kind that the model
will meet. Without --held-out a quarter of them is kept back to measure on.

The program takes one byte per number: (byte - zero) * scale. Whole numbers from 0 to 255 and 255ths are taken as
they are; otherwise the scale comes from the calibration, from --scale, or from the card. Where bytes are not accurate
enough (--most-error), it takes integers of 32 bits with a scale for each feature. Of a model of trees it takes each
number as an integer of 32 bits that has the number's place in the order of all float32: no input can change a comparison.

Of a model with several inputs the data is a folder that holds, for each input, a file or a folder of its name
(input_ids.npy beside attention_mask.npy; other characters than letters, digits, . and - are written as _).

Examples:
  assay model compile digits.onnx --calibrate images.npy --held-out test.npy --labels labels.txt
  assay model compile net.onnx --calibrate pixels/ --dtype u8 --layout nhwc --out net.assay --json`

/** `assay model compile`. */
export function compileCommand(print: (text: string) => void): Command {
  return withCompileOptions(
    new Command('compile')
      .description(
        'Compile an ONNX model into an exact integer program and measure what that costs in accuracy',
      )
      .argument(
        '<file.onnx>',
        'the float model, or one that already is quantized (QDQ, QOperator)',
      ),
  )
    .option(
      '--card <card.json>',
      'a card: its input encoding is used; program, figures and a chosen encoding are written into it',
    )
    .option('--json', 'print the report as JSON')
    .addHelpText('after', HELP)
    .action(async (path: string, options: Options) => {
      const compiled = await compileFile(path, options)
      print(options.json ? `${JSON.stringify(compiled, null, 2)}\n` : describeCompiled(compiled))
      for (const warning of compiled.report.warnings) process.stderr.write(`warning: ${warning}\n`)
    })
}

/** Adds the options that say how a float model becomes a program, and where it goes. */
export function withCompileOptions(command: Command): Command {
  return command
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
    .option(
      '--freeze <name=value>',
      'what an input always is: one number for all of it, or all of its numbers with commas between (repeatable)',
      parseFreeze,
    )
    .addOption(
      new Option(
        '--task <task>',
        "what the model is for, which tells how it is judged (the card's)",
      ).choices(TASKS),
    )
    .option(
      '--most-error <share>',
      "the error, as a share of an output's deviation, above which a warning is given",
      parseShare,
      MOST_ERROR,
    )
    .option('--out <file>', 'where the program goes (beside the model, as .assay)')
    .option(
      '--tail <file>',
      'where the float rest of the model goes, if there is one (beside the program, as .tail.onnx)',
    )
}

/** Compiles a float model, and writes the program, its float rest, and its figures into the card, where one is named. */
export async function compileFile(path: string, options: CompileOptions): Promise<Compiled> {
  const bar = new ProgressBar()
  try {
    const onnx = readModel(path)
    const card = options.card ? readCard(options.card) : undefined
    const { shape: shapes, freeze } = options
    const given = { ...(shapes ? { shapes } : {}), ...(freeze ? { freeze } : {}) }
    const inputs = await inputsOf(onnx, { ...given, isGiven: options.calibrate !== undefined })
    const encoding = options.scale ?? card?.encoding
    const scale = typeof encoding === 'string' ? undefined : encoding
    const [input] = inputs
    if (scale && inputs.length > 1)
      throw new ServiceError(
        `--scale and a card's encoding are for a model of one input; this one has ${inputs.length}.`,
        { exitCode: EXIT_CODES.usage },
      )
    const read = (data: string) =>
      readInputs(data, inputs, { ...options, ...(scale ? { scale } : {}) })
    const task = options.task ?? taskOf(card?.task)
    const samples = options.calibrate ? read(options.calibrate) : []
    const kept = options.heldOut || samples.length < FEWEST ? 0 : Math.floor(samples.length / 4)
    const heldOut = options.heldOut ? read(options.heldOut) : samples.slice(samples.length - kept)
    const calibration = samples.slice(0, samples.length - kept)
    const { program, report, tail } = await compileModel(onnx, {
      calibration,
      heldOut,
      ...(options.labels ? { labels: readLabels(options.labels) } : {}),
      ...(scale && input ? { encodings: { [input.name]: scale } } : {}),
      ...given,
      ...(task ? { task } : {}),
      mostError: options.mostError,
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
    return result
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

/** The inputs of a model, as its data has to be given; or, where one of them cannot be told, all that stands against the model. */
async function inputsOf(
  onnx: Uint8Array,
  { isGiven, ...given }: Pick<CompileParameters, 'shapes' | 'freeze'> & { isGiven: boolean },
): Promise<ModelInput[]> {
  try {
    return inspectInputs(onnx, given)
  } catch (error) {
    if (!(error instanceof CompileError)) throw error
    const all = await compileModel(onnx, { calibration: [], ...given }).catch((cause) => cause)
    if (!(all instanceof CompileError)) throw error
    // Data that is given could not be read yet.
    const problems = isGiven ? all.problems.filter(isOfModel) : all.problems
    throw new CompileError(problems, { cause: error })
  }
}

function isOfModel({ node, tensor, reason }: CompileProblem): boolean {
  return node !== undefined || tensor !== undefined || !reason.startsWith('There is no calibration')
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

/** What a compilation gave, in words. */
export function describeCompiled(result: Compiled): string {
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
    ...(report.method?.wideTensors
      ? [
          [
            'wide',
            `${report.method.wideTensors} tensors hold 16 bits${report.method.wideWeights ? ', their weights too' : ''}`,
          ],
        ]
      : []),
    ['verified', `${percent(report.verified)} of the model's arithmetic`],
    ...report.inputs.map(({ name, shape, dtype, encoding }) => [
      'input',
      `${name} ${dtype} [${shape}]${encoding ? `: ${describeEncoding(encoding)}` : ''}`,
    ]),
    ...report.outputs.map(({ name, dtype, shape, scale, zero }) => [
      'output',
      `${name} ${dtype} [${shape}]: (q${zero ? ` - ${zero}` : ''}) * ${scale.toPrecision(6)}`,
    ]),
    ...(result.tail
      ? [['float tail', `${result.tail} (${report.tail.join(', ')}), for display only`]]
      : []),
    ...report.notes.map((note) => ['note', note]),
    ...(measured
      ? [
          ['measured', `on ${measured.inputs} held-out inputs`],
          ...measured.outputs.map(({ name, relative, columns }) => [
            'error',
            `${name}: RMS error ${percent(relative)} of its standard deviation${worstColumn(columns)}`,
          ]),
          ...(measured.task && measured.task.name !== 'top-1 agreement'
            ? [['task', `${measured.task.name} ${describeMeasure(measured.task)}`]]
            : []),
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

/** The column that a pooled figure would hide. */
function worstColumn(columns: readonly number[] | undefined): string {
  if (!columns) return ''
  const worst = columns.indexOf(Math.max(...columns))
  return `; worst column ${worst}: ${(100 * (columns[worst] ?? 0)).toFixed(2)} %`
}

function describeEncoding(encoding: InputEncoding): string {
  if (encoding === 'order') return 'each float32 by its place in their order'
  if (encoding === 'order-missing') return `${describeEncoding('order')}, or missing`
  const one = Array.isArray(encoding) ? undefined : (encoding as { scale: number; zero: number })
  return one
    ? `(q${one.zero ? ` - ${one.zero}` : ''}) * ${one.scale.toPrecision(6)}`
    : 'a scale for each channel or feature'
}

function parseScale(text: string): { scale: number; zero: number } {
  const [scale = Number.NaN, zero = 0] = text.split(',').map(Number)
  if (!(scale > 0) || !Number.isFinite(scale) || !Number.isFinite(zero)) {
    throw new InvalidArgumentError('give a scale above 0 and, after a comma, the zero point.')
  }
  return { scale, zero }
}

function parseFreeze(
  text: string,
  before: Record<string, number[]> = {},
): Record<string, number[]> {
  const at = text.lastIndexOf('=')
  const values = text
    .slice(at + 1)
    .split(',')
    .map(Number)
  if (
    at < 1 ||
    text.slice(at + 1).trim() === '' ||
    values.some((value) => !Number.isFinite(value))
  ) {
    throw new InvalidArgumentError('give a name and numbers, as in sr=16000.')
  }
  return { ...before, [text.slice(0, at)]: values }
}

function parseShare(text: string): number {
  const share = Number(text)
  if (!(share > 0) || !Number.isFinite(share))
    throw new InvalidArgumentError('give a share above 0, as in 0.1.')
  return share
}

/** What a card's words for the task of a model say of how it is judged. */
function taskOf(words: string | undefined): Task | undefined {
  if (words === undefined) return
  return taskWords.find(([pattern]) => pattern.test(words))?.[1]
}

const TASKS: readonly Task[] = ['classification', 'segmentation', 'image', 'regression']
const taskWords: readonly [RegExp, Task][] = [
  [/classif/, 'classification'],
  [/segment/, 'segmentation'],
  [/image-to-image|super-?resolution|denois/, 'image'],
  [/regress|forecast|time-series/, 'regression'],
]

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
