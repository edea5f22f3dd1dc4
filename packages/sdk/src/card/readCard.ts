/** One number of a row; a code stands for `(code - zero) * scale`, or for the float32 of its place where it has an order. */
export type Feature = {
  name: string
  unit: string | undefined
  meaning: string | undefined
  scale: number
  zero: number
  /** Whether a code is the place of a float32 in the order of all, and whether a number may be missing. */
  order?: 'order' | 'order-missing'
  /** What is usual, by the publisher's word. */
  low?: number
  high?: number
}

/** Numbers at equal distances in time; a code stands for `(code - zero) * scale`. */
export type Series = {
  scale: number
  zero: number
  unit: string | undefined
  /** The time from one to the next, such as an hour. */
  step: string
}

/** A part of the picture's own proportions, or its ink, whose longer side then takes so many pixels. */
export type PictureFit = { crop: 'square' } | { crop: 'ink'; longest: number }

/** How an output is shown: a class of several, a picture, boxes in the input's picture, what follows a series, or numbers. */
export type OutputDisplay = 'classes' | 'picture' | 'boxes' | 'series' | 'numbers'

/** One number of a row, or of each row; it stands for `(number - zero) * scale` where it has its own. */
export type Column = {
  name: string
  unit: string | undefined
  scale: number | undefined
  zero: number | undefined
}

/** One output: its numbers, and what they stand for. */
export type OutputCard = {
  name: string | undefined
  dtype: string
  shape: readonly number[]
  /** An integer stands for `(integer - zero) * scale`. */
  scale: number | undefined
  zero: number | undefined
  meaning: string | undefined
  unit: string | undefined
  display: OutputDisplay
  /** Whether shares of the classes are computed for display. */
  softmax: boolean
  /** One for each number of the last axis; empty where the card names none. */
  columns: readonly Column[]
}

/** One figure that the publisher measured. */
export type Measurement = {
  metric: string
  value: number
  /** Whether it is a part of all samples. A number at most 1 need not be one. */
  isShare: boolean
  unit: string | undefined
  samples: number | undefined
  data: string | undefined
}

/** What a model's card says, every field checked for type and size. */
export type Card = {
  name: string
  title: string
  task: string | undefined
  description: string | undefined
  licence: string | undefined
  labels: readonly string[]
  /** The canonical input: what people hold. */
  input: {
    dtype: string
    shape: readonly number[]
    layout: string | undefined
    meaning: string | undefined
    /** How people make an input, in the publisher's words. */
    preparation: string | undefined
    /** Where the input is a row of numbers: what each is. Empty for anything else. */
    features: readonly Feature[]
    /** Where the input is a series: what its numbers are. */
    series: Series | undefined
    /** Where the input is a picture: how one is made to fit. */
    fit: PictureFit | undefined
  }
  /** The canonical outputs, one after the other: what a worker signs. */
  outputs: readonly OutputCard[]
  limits: readonly string[]
  measured: readonly Measurement[]
  /** Which share of the model's arithmetic its program does, 0 to 1; the rest is computed by nobody who can be held to it. */
  verified: number | undefined
  file: {
    bytes: number | undefined
    parameters: number | undefined
    multiplyAdds: number | undefined
  }
}

/**
 * Reads a model's card. Anyone may publish one, so nothing in it is taken for granted: what is missing or of the wrong
 * kind is left out, and without a usable input or output the card is undefined.
 *
 * @param exact whether the model is an exact program, whose output is described apart from its float original's
 */
export function readCard(source: unknown, { exact }: { exact: boolean }): Card | undefined {
  const card = object(source)
  const input = object(card?.input)
  const program = object(card?.program)
  if (card === undefined || input === undefined) return undefined
  // People hold bytes; what the network holds stands beside them where they differ.
  const bytes = object(input.bytes) ?? input
  const inputShape = shape(bytes.shape)
  const inputType = text(bytes.dtype, 8)
  const labels = list(card.labels, 1_000).flatMap((label) => text(label, 60) ?? [])
  const outputs = outputsOf(card, program, { exact, labels: labels.length })
  if (inputShape === undefined || !inputType || outputs === undefined) return undefined
  const name = text(card.name, 80) ?? 'unnamed'
  const file = object(card.file)
  return {
    name,
    title: text(card.title, 120) ?? name,
    task: text(card.task, 80),
    description: text(card.description, 2_000),
    licence: text(card.licence, 80),
    labels,
    input: {
      dtype: inputType,
      shape: inputShape,
      layout: text(bytes.layout, 8),
      meaning: text(input.meaning, 500),
      preparation: text(input.preparation, 500),
      features: featuresOf(input, inputShape),
      series: seriesOf(input, inputShape),
      fit: fitOf(input.fit),
    },
    outputs,
    limits: list(card.limits, 20).flatMap((limit) => text(limit, 500) ?? []),
    measured: exact
      ? measuredOf(program, outputs[0]?.unit)
      : list(card.measured, 20).flatMap(measurementOf),
    verified: exact ? share(program?.verified) : undefined,
    file: {
      bytes: number(file?.bytes),
      parameters: number(file?.parameters),
      multiplyAdds: number(file?.multiplyAdds),
    },
  }
}

/** More outputs than a program can have are no outputs. */
const MOST_OUTPUTS = 64

/** The outputs as they are signed; undefined where one of them has no shape or type. */
function outputsOf(
  card: Record<string, unknown>,
  program: Record<string, unknown> | undefined,
  { exact, labels }: { exact: boolean; labels: number },
): OutputCard[] | undefined {
  const described = Array.isArray(card.outputs)
    ? list(card.outputs, MOST_OUTPUTS).map(object)
    : [object(card.output)]
  const signed = exact ? list(program?.outputs, MOST_OUTPUTS).map(object) : described
  const outputs = signed.map((output, index) => {
    // What an output means stands where its original is described: by name, or at the same place.
    const about = described.find((each) => each?.name === output?.name) ?? described[index] ?? {}
    return outputOf({ ...about, ...output }, labels)
  })
  const known = outputs.filter((output) => output !== undefined)
  return known.length === outputs.length && known.length > 0 ? known : undefined
}

const DISPLAYS: readonly string[] = ['classes', 'picture', 'boxes', 'series', 'numbers']

function outputOf(output: Record<string, unknown>, labels: number): OutputCard | undefined {
  const outputShape = shape(output.shape)
  const dtype = text(output.dtype, 8)
  if (outputShape === undefined || dtype === undefined) return undefined
  const width = outputShape.at(-1) ?? 1
  const columns = list(output.columns, 200).flatMap(columnOf)
  const softmax = output.display === 'softmax'
  const display = DISPLAYS.includes(output.display as string)
    ? (output.display as OutputDisplay)
    : softmax || (labels > 0 && labels === outputShape.reduce((all, side) => all * side, 1))
      ? 'classes'
      : 'numbers'
  return {
    dtype,
    display,
    softmax,
    name: text(output.name, 60),
    shape: outputShape,
    scale: number(output.scale),
    zero: number(output.zero),
    meaning: text(output.meaning, 500),
    unit: text(output.unit, 20),
    columns: columns.length === width ? columns : [],
  }
}

function columnOf(entry: unknown): Column[] {
  const column = typeof entry === 'string' ? { name: entry } : object(entry)
  const name = text(column?.name, 60)
  if (column === undefined || name === undefined) return []
  const { unit, scale, zero }: Record<string, unknown> = column
  return [{ name, unit: text(unit, 20), scale: number(scale), zero: number(zero) }]
}

/** More fields than these are no row. */
const MOST_FEATURES = 200

/** The features of a row; none where they are not one for each number. Numbers by their order have places where they have no names. */
function featuresOf(
  input: Record<string, unknown>,
  inputShape: readonly number[],
): readonly Feature[] {
  const size = inputShape.reduce((product, side) => product * side, 1)
  const { encoding } = input
  const order = encoding === 'order' || encoding === 'order-missing' ? encoding : undefined
  const named =
    order === undefined || Array.isArray(input.features) || size > MOST_FEATURES
      ? list(input.features, MOST_FEATURES)
      : Array.from({ length: size }, (_, place) => ({ name: `number ${place + 1}` }))
  const features = named.flatMap((entry): Feature[] => {
    const feature = object(entry)
    const name = text(feature?.name, 60)
    const scale = order ? 1 : number(feature?.scale)
    const zero = order ? 0 : number(feature?.zero)
    if (name === undefined || scale === undefined || scale <= 0 || zero === undefined) return []
    const [low, high] = [number(feature?.low), number(feature?.high)]
    return [
      {
        ...{ name, scale, zero },
        unit: text(feature?.unit, 20),
        meaning: text(feature?.meaning, 200),
        ...(order && { order }),
        ...(low !== undefined && high !== undefined && low < high && { low, high }),
      },
    ]
  })
  return features.length === size && new Set(features.map(({ name }) => name)).size === size
    ? features
    : []
}

/** A series has one number for each step, and one encoding for all. */
function seriesOf(
  input: Record<string, unknown>,
  inputShape: readonly number[],
): Series | undefined {
  const encoding = object(input.encoding)
  const [scale, zero] = [number(encoding?.scale), number(encoding?.zero)]
  const step = text(input.step, 20)
  const isRow = inputShape.filter((side) => side > 1).length === 1
  if (!isRow || step === undefined || scale === undefined || scale <= 0 || zero === undefined)
    return undefined
  return { scale, zero, step, unit: text(input.unit, 20) }
}

function fitOf(source: unknown): PictureFit | undefined {
  const fit = object(source)
  const longest = number(fit?.longest)
  if (fit?.crop === 'square') return { crop: 'square' }
  return fit?.crop === 'ink' && longest !== undefined && longest >= 1
    ? { crop: 'ink', longest }
    : undefined
}

const SHARE = /accuracy|agreement|precision|recall|\bf1\b|share/i

function measurementOf(entry: unknown): Measurement[] {
  const measurement = object(entry)
  const metric = text(measurement?.metric, 80)
  const value = number(measurement?.value)
  if (metric === undefined || value === undefined) return []
  const unit = text(measurement?.unit, 20)
  return [
    {
      metric,
      value,
      isShare: unit === undefined && SHARE.test(metric) && value >= 0 && value <= 1,
      unit,
      samples: number(measurement?.samples),
      data: text(measurement?.data, 200),
    },
  ]
}

const names: Record<string, string | undefined> = {
  PSNR: 'PSNR against its float original',
  truePsnr: 'PSNR of the exact program against the true picture',
  floatTruePsnr: 'PSNR of its float original against the true picture',
  meanAbsoluteError: 'mean absolute error of the exact program',
  floatMeanAbsoluteError: 'mean absolute error of its float original',
  accuracy: 'accuracy of the exact program',
  floatAccuracy: 'accuracy of its float original',
  agreement: 'agreement with its float original',
}

/** Everything that was measured of an exact program, in the form of a float model's measurements. */
function measuredOf(
  program: Record<string, unknown> | undefined,
  outputUnit: string | undefined,
): Measurement[] {
  const { samples, split: data, ...figures } = object(program?.measured) ?? {}
  return Object.entries(figures)
    .slice(0, 20)
    .flatMap(([name, value]) =>
      measurementOf({
        metric: names[name] ?? spaced(name),
        unit: /psnr/i.test(name) ? 'dB' : /absoluteError/i.test(name) ? outputUnit : undefined,
        ...{ value, samples, data },
      }),
    )
}

/** `relativeError` as people write it. */
function spaced(name: string): string {
  return name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()
}

function object(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined
}

function text(value: unknown, most: number): string | undefined {
  if (typeof value !== 'string' || value.trim() === '') return undefined
  return value.length > most ? `${value.slice(0, most - 1)}…` : value
}

function number(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}

function share(value: unknown): number | undefined {
  const part = number(value)
  return part !== undefined && part >= 0 && part <= 1 ? part : undefined
}

function list(value: unknown, most: number): unknown[] {
  return Array.isArray(value) ? value.slice(0, most) : []
}

function shape(value: unknown): readonly number[] | undefined {
  if (!Array.isArray(value) || value.length > 8) return undefined
  const sizes = value.filter((size) => Number.isSafeInteger(size) && size > 0) as number[]
  return sizes.length === value.length ? sizes : undefined
}
