import { programOnCard } from '@assay/program/compile'
import type { Compilation } from './compilation.ts'

/** What a publisher writes about a model; lists have one entry on each line. */
export type CardFields = {
  name: string
  title: string
  task: string
  description: string
  licence: string
  limits: string
  /** Of the numbers of a row. */
  features: string
  inputMeaning: string
  labels: string
  outputMeaning: string
  outputUnit: string
}

export const EMPTY_FIELDS: CardFields = {
  name: '',
  title: '',
  task: '',
  description: '',
  licence: '',
  limits: '',
  features: '',
  inputMeaning: '',
  labels: '',
  outputMeaning: '',
  outputUnit: '',
}

/** How many numbers of a row can have names. */
const MOST_FEATURES = 200

/** The entries of a field that has one on each line. */
export function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

/** How many names of features a model's input takes: none where it is no short row. */
export function featureCount({ report }: Compilation): number {
  const [input, ...more] = report.inputs
  if (input === undefined || input.encoding === undefined || more.length > 0) return 0
  const long = input.shape.filter((extent) => extent > 1)
  const size = long[0] ?? 1
  return long.length <= 1 && size <= MOST_FEATURES ? size : 0
}

/** What is wrong with what was written, by field. */
export function problemsOfFields(
  fields: CardFields,
  compilation: Compilation,
): Partial<Record<keyof CardFields, string>> {
  const problems: Partial<Record<keyof CardFields, string>> = {}
  if (fields.name !== '' && !/^[a-z0-9._/-]{1,64}$/.test(fields.name))
    problems.name = 'At most 64 of a to z, 0 to 9, and - . _ /'
  const features = linesOf(fields.features)
  const wanted = featureCount(compilation)
  if (features.length > 0 && features.length !== wanted)
    problems.features = `There are ${features.length} names for ${wanted} numbers.`
  else if (new Set(features).size !== features.length)
    problems.features = 'Two numbers have the same name.'
  const labels = linesOf(fields.labels)
  const scores = compilation.report.outputs[0]?.shape.reduce((all, side) => all * side, 1) ?? 0
  // A program that decides gives the place of the class, of which there can be any number.
  if (labels.length > 0 && scores > 1 && labels.length !== scores)
    problems.labels = `There are ${labels.length} names for ${scores} scores.`
  return problems
}

/** A model's card: what its publisher says, and what its compilation gave. */
export function makeCard(fields: CardFields, compilation: Compilation): Record<string, unknown> {
  const { report, file, fileSha256, tail, modelId, source } = compilation
  const name = fields.name.trim()
  const programName = `${name.split('/').at(-1) || 'model'}.assay`
  const labels = linesOf(fields.labels)
  const output = report.outputs[0]
  const said = (field: string, text: string) => (text.trim() === '' ? {} : { [field]: text.trim() })
  return {
    name,
    ...said('title', fields.title),
    ...said('task', fields.task),
    ...said('description', fields.description),
    ...said('licence', fields.licence),
    ...(labels.length > 0 ? { labels } : report.labels ? { labels: report.labels } : {}),
    limits: linesOf(fields.limits),
    input: { ...inputOf(compilation, fields), ...said('meaning', fields.inputMeaning) },
    output: {
      ...(output && { name: output.name, dtype: output.dtype, shape: output.shape }),
      ...said('meaning', fields.outputMeaning),
      ...said('unit', fields.outputUnit),
    },
    program: programOnCard({
      file: { name: programName, sha256: fileSha256, bytes: file.length },
      ...{ modelId, report },
      ...(tail && {
        tail: {
          name: source.replace(/(\.onnx)?$/, '.tail.onnx'),
          sha256: tail.sha256,
          bytes: tail.file.length,
        },
      }),
    }),
  }
}

/** The input as the network holds it, and how its integers stand for numbers. */
function inputOf(compilation: Compilation, fields: CardFields): Record<string, unknown> {
  const { report, input: own } = compilation
  const [input, ...more] = report.inputs
  if (input === undefined || more.length > 0) return { shape: own.shape, dtype: own.dtype }
  const { encoding, dtype, layout } = input
  const [batch = 1, channels = 1, ...sides] = input.shape
  const stored = {
    shape: layout === 'NHWC' ? [batch, ...sides, channels] : input.shape,
    dtype,
    ...(layout === 'NHWC' ? { layout } : {}),
  }
  if (encoding === undefined) return stored
  const count = featureCount(compilation)
  const names = linesOf(fields.features)
  const nameAt = (place: number) => names[place] ?? `number ${place + 1}`
  if (typeof encoding === 'string')
    return {
      ...stored,
      encoding,
      ...(count > 0 && names.length > 0
        ? { features: names.map((feature) => ({ name: feature })) }
        : {}),
    }
  const scales = encoding as ScaleOrScales
  const scaleAt = (place: number) => ('scale' in scales ? scales : scales[place])
  if (count === 0 || ('scale' in scales && names.length === 0))
    return { ...stored, ...('scale' in scales ? { encoding: scales } : { features: scales }) }
  return {
    ...stored,
    features: Array.from({ length: count }, (_, place) => ({
      name: nameAt(place),
      ...scaleAt(place),
    })),
  }
}

type Scale = { scale: number; zero: number }
type ScaleOrScales = Scale | readonly Scale[]
