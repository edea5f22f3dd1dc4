import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import {
  CompileError,
  type CompileReport,
  type InputScale,
  inspectInputs,
  readTensorFile,
} from '@assay/program/compile'
import { compileModel } from '@assay/program/compile/node'
import { describeModel, openOriginal } from '@assay/program/testing'
import type { Measurement } from './measurement.ts'

/** Names a folder of ONNX's operator tests: folders with a model.onnx and a test_data_set_0 of inputs each. */
const FOLDER = 'ASSAY_OPERATOR_TESTS'
/** Debian's package of them. */
const PACKAGE = 'libonnx-testdata'

/** Operators that have no meaning in a program of whole numbers, which gives the same for the same input and nothing but numbers. */
const EXCLUDED: Readonly<Record<string, RegExp>> = {
  'by chance': /^(Bernoulli|Multinomial|Random.*)$/,
  'of text': /^(String.*|TfIdfVectorizer|RegexFullMatch|ImageDecoder)$/,
  'of lists and optional values': /^(Sequence.*|.*Sequence|SplitToSequence|Optional.*)$/,
  'of training':
    /^(Adagrad|Adam|Momentum|Gradient|SoftmaxCrossEntropyLoss|NegativeLogLikelihoodLoss)$/,
  'of shapes, not of numbers': /^(Shape|Size|ConstantOfShape|EyeLike|.*Window|MelWeightMatrix)$/,
  'whose output has no fixed shape': /^(NonZero|Unique|Compress|Range|NonMaxSuppression)$/,
}

/** Relative root mean square errors: up to the first bytes may err, beyond the second nothing but a wrong computation does. */
const NEAR = 0.05
const WRONG = 0.25

/** Tests that onnxruntime does not load, so that there is nothing to compare a program with. */
const NOT_RUN = 'that onnxruntime itself does not run'

type Outcome = 'exact' | 'coarse' | 'wrong' | 'refused' | 'excluded'
type Result = { outcome: Outcome; ops: string; detail: string }

/** How many of ONNX's own operator tests the compiler takes, and whether what it makes of them is right. */
export async function measure(): Promise<Measurement[] | undefined> {
  const models = findModels()
  if (models.length === 0) {
    console.log(
      `skipped: install the Debian package ${PACKAGE}, or set ${FOLDER} to a folder of ONNX's operator tests (onnx/backend/test/data)`,
    )
    return undefined
  }
  const results: Result[] = []
  for (const model of models) {
    const result = await tryModel(model)
    if (result.outcome === 'wrong' || result.outcome === 'coarse')
      console.log(`${result.outcome}: ${basename(dirname(model))}: ${result.detail}`)
    results.push(result)
  }
  const of = (outcome: Outcome) => results.filter((result) => result.outcome === outcome)
  for (const [outcome, what] of [
    ['excluded', 'excluded'],
    ['refused', 'refused'],
  ] as const)
    for (const line of tally(of(outcome))) console.log(`${what}: ${line}`)
  const counted = results.length - of('excluded').length
  const taken = counted - of('refused').length
  const note = `${counted} tests of operators that have a meaning in whole numbers: ${of('exact').length} near float, ${of('coarse').length} coarse (error above ${NEAR} of the deviation), ${of('refused').length} refused; ${of('excluded').length} more are of operators that have none (${[...Object.keys(EXCLUDED), NOT_RUN].join(', ')})`
  return [
    { name: 'models.operator_tests.taken', value: taken / counted, unit: 'ratio', note },
    {
      name: 'models.operator_tests.wrong',
      value: of('wrong').length,
      unit: 'count',
      note: `error above ${WRONG} of the deviation, or a fault of the compiler; of ${taken} that are taken`,
    },
  ]
}

function findModels(): string[] {
  const folder = process.env[FOLDER]
  const isModel = (path: string) => basename(path) === 'model.onnx'
  if (folder !== undefined) {
    if (!existsSync(folder)) return []
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    return files
      .filter(isModel)
      .map((path) => join(folder, path))
      .sort()
  }
  try {
    const listed = execFileSync('dpkg', ['-L', PACKAGE], { encoding: 'utf8', stdio: 'pipe' })
    return listed.split('\n').filter(isModel).sort()
  } catch {
    return []
  }
}

async function tryModel(path: string): Promise<Result> {
  const bytes = readFileSync(path)
  const { inputs, operators } = describeModel(bytes)
  const ops = operators.join(' ')
  const meaning = Object.entries(EXCLUDED).find(([, pattern]) =>
    operators.some((operator) => pattern.test(operator)),
  )
  if (meaning) return { outcome: 'excluded', ops, detail: meaning[0] }
  if (!(await isRun(bytes))) return { outcome: 'excluded', ops, detail: NOT_RUN }
  const values = new Map<string, ArrayLike<number>>()
  const shapes: Record<string, readonly number[]> = {}
  try {
    for (const [i, name] of inputs.entries()) {
      const file = join(dirname(path), 'test_data_set_0', `input_${i}.pb`)
      if (!existsSync(file)) continue
      const { shape, data } = readTensorFile(readFileSync(file))
      values.set(name, data)
      shapes[name] = shape
    }
    if (values.size === 0) return { outcome: 'refused', ops, detail: 'The model has no input.' }
    return await compileAny(bytes, { ops, values, shapes })
  } catch (error) {
    // Anything but a refusal is a fault of the compiler.
    if (!(error instanceof CompileError)) return { outcome: 'wrong', ops, detail: `${error}` }
    return { outcome: 'refused', ops, detail: reasonOf(error) }
  }
}

async function isRun(bytes: Uint8Array): Promise<boolean> {
  try {
    await (await openOriginal(bytes, {})).close()
    return true
  } catch {
    return false
  }
}

type Numbers = Record<string, ArrayLike<number>>
type Encodings = Record<string, InputScale>

function worstOf({ measured }: CompileReport): number {
  return Math.max(...(measured?.outputs.map(({ relative }) => relative) ?? []))
}

function encodingsOf({ inputs }: CompileReport): Encodings {
  return Object.fromEntries(
    inputs.flatMap(({ name, dtype, encoding }) =>
      typeof encoding === 'object' && dtype === 'u8' ? [[name, encoding]] : [],
    ),
  )
}

/** The numbers that the bytes of an input stand for. */
function roundInputs(input: Numbers, { inputs }: CompileReport): Numbers {
  const rounded = inputs.flatMap(({ name, shape, dtype, encoding }) => {
    const values = input[name]
    if (typeof encoding !== 'object' || dtype !== 'u8' || !values) return []
    const axis = shape.length === 4 ? 1 : Math.max(0, shape.length - 1)
    const inner = shape.slice(axis + 1).reduce((product, extent) => product * extent, 1)
    const each = [encoding].flat()
    const numbers = Float64Array.from(values, (value, i) => {
      const { scale, zero } = each[Math.floor(i / inner) % each.length] ?? { scale: 1, zero: 0 }
      const byte = Math.min(255, Math.max(0, Math.round(value / scale + zero)))
      return (byte - zero) * scale
    })
    return [[name, numbers] as const]
  })
  return { ...input, ...Object.fromEntries(rounded) }
}

type Test = {
  ops: string
  values: ReadonlyMap<string, ArrayLike<number>>
  shapes: Record<string, readonly number[]>
}

/** Tries the test with all its floats given at each run, then with fewer: weights, sizes and axes are fixed in real models. */
async function compileAny(bytes: Uint8Array, { ops, values, shapes }: Test): Promise<Result> {
  const names = [...values.keys()].filter((name) => (values.get(name)?.length ?? 0) > 0)
  const floats = inspectInputs(bytes, { shapes })
    .filter(({ name, dtype }) => names.includes(name) && /^b?f\d/.test(dtype))
    .map(({ name }) => name)
  const [first, ...more] = floats
  const choices = [
    ...(more.length > 0 ? [floats] : []),
    ...(first === undefined ? [] : [[first]]),
    ...names.map((name) => [name]),
  ]
  let refusal: CompileError | undefined
  for (const live of choices) {
    const freeze = Object.fromEntries(
      names.flatMap((name) =>
        live.includes(name) ? [] : [[name, Array.from(values.get(name) ?? [])]],
      ),
    )
    const input = Object.fromEntries(live.map((name) => [name, values.get(name) ?? []]))
    const given = Object.fromEntries(live.map((name) => [name, shapes[name] ?? []]))
    try {
      const compile = (numbers: Numbers, encodings: Encodings = {}) =>
        compileModel(bytes, {
          calibration: [numbers],
          heldOut: [numbers],
          shapes: given,
          freeze,
          encodings,
        })
      const first = (await compile(input)).report
      if (first.tail.length > 0) continue
      // Bytes are coarser than floats; held to float on what bytes stand for, only what is computed with them counts.
      const report =
        worstOf(first) <= NEAR
          ? first
          : (await compile(roundInputs(input, first), encodingsOf(first))).report
      const worst = worstOf(report)
      const outcome = worst <= NEAR ? 'exact' : worst <= WRONG ? 'coarse' : 'wrong'
      return { outcome, ops, detail: `${ops}: ${worst.toPrecision(3)}` }
    } catch (error) {
      if (!(error instanceof CompileError)) throw error
      refusal ??= error
    }
  }
  const detail = refusal ? reasonOf(refusal) : 'it stays in the float tail'
  return { outcome: 'refused', ops, detail }
}

/** The last of the reasons: what a program that would be hollow leaves out comes after that it would be. */
function reasonOf({ problems }: CompileError): string {
  return (problems.at(-1)?.reason ?? '').replaceAll(/\[[^\]]*\]|'[^']*'|-?\d[\d.e+-]*/g, '…')
}

/** How often each reason is given, and for which operators. */
function tally(results: readonly Result[]): string[] {
  const groups = new Map<string, Result[]>()
  for (const result of results)
    groups.set(result.detail, [...(groups.get(result.detail) ?? []), result])
  return [...groups]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([reason, group]) => {
      const ops = [...new Set(group.map(({ ops }) => ops))].sort()
      return `${group.length} times: ${reason} (${ops.join(', ')})`
    })
}
