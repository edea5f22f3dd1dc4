/** One number of a row; a byte stands for `(byte - zero) * scale`. */
export type Feature = {
  name: string
  unit: string | undefined
  meaning: string | undefined
  scale: number
  zero: number
}

export type Measurement = {
  metric: string
  value: number
  /** Whether it is a part of all samples. A number at most 1 need not be one. */
  isShare: boolean
  unit: string | undefined
  samples: number | undefined
  data: string | undefined
}

/** What this app shows of a model's card; every field was checked for type and size. */
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
    /** Where the input is a row of numbers: what each is. Empty for anything else. */
    features: readonly Feature[]
  }
  /** The canonical output: what a worker signs. */
  output: {
    dtype: string
    shape: readonly number[]
    /** An integer stands for `(integer - zero) * scale`. */
    scale: number | undefined
    zero: number | undefined
    softmax: boolean
  }
  limits: readonly string[]
  measured: readonly Measurement[]
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
  const shown = object(card?.output)
  const program = object(card?.program)
  const outputs = list(program?.outputs, 2)
  const output = exact ? (outputs.length === 1 ? object(outputs[0]) : undefined) : shown
  if (card === undefined || input === undefined || output === undefined) return undefined
  // People hold bytes; what the network holds stands beside them where they differ.
  const bytes = object(input.bytes) ?? input
  const inputShape = shape(bytes.shape)
  const outputShape = shape(output.shape)
  const inputType = text(bytes.dtype, 8)
  const outputType = text(output.dtype, 8)
  if (inputShape === undefined || outputShape === undefined || !inputType || !outputType)
    return undefined
  const name = text(card.name, 80) ?? 'unnamed'
  const file = object(card.file)
  return {
    name,
    title: text(card.title, 120) ?? name,
    task: text(card.task, 80),
    description: text(card.description, 2_000),
    licence: text(card.licence, 80),
    labels: list(card.labels, 1_000).flatMap((label) => text(label, 60) ?? []),
    input: {
      dtype: inputType,
      shape: inputShape,
      layout: text(bytes.layout, 8),
      meaning: text(input.meaning, 500),
      features: featuresOf(input.features, inputShape),
    },
    output: {
      dtype: outputType,
      shape: outputShape,
      scale: number(output.scale),
      zero: number(output.zero),
      softmax: shown?.display === 'softmax',
    },
    limits: list(card.limits, 20).flatMap((limit) => text(limit, 500) ?? []),
    measured: exact ? measuredOf(program) : list(card.measured, 20).flatMap(measurementOf),
    file: {
      bytes: number(file?.bytes),
      parameters: number(file?.parameters),
      multiplyAdds: number(file?.multiplyAdds),
    },
  }
}

/** The features of a row; none where they are not one for each byte. */
function featuresOf(source: unknown, inputShape: readonly number[]): Feature[] {
  const features = list(source, 200).flatMap((entry) => {
    const feature = object(entry)
    const name = text(feature?.name, 60)
    const scale = number(feature?.scale)
    const zero = number(feature?.zero)
    if (name === undefined || scale === undefined || scale <= 0 || zero === undefined) return []
    return [
      { name, scale, zero, unit: text(feature?.unit, 20), meaning: text(feature?.meaning, 200) },
    ]
  })
  const size = inputShape.reduce((product, side) => product * side, 1)
  return features.length === size && new Set(features.map(({ name }) => name)).size === size
    ? features
    : []
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
  accuracy: 'accuracy of the exact program',
  floatAccuracy: 'accuracy of its float original',
  agreement: 'agreement with its float original',
}

/** Everything that was measured of an exact program, in the form of a float model's measurements. */
function measuredOf(program: Record<string, unknown> | undefined): Measurement[] {
  const { samples, split: data, ...figures } = object(program?.measured) ?? {}
  return Object.entries(figures)
    .slice(0, 20)
    .flatMap(([name, value]) =>
      measurementOf({ metric: names[name] ?? spaced(name), value, samples, data }),
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

function list(value: unknown, most: number): unknown[] {
  return Array.isArray(value) ? value.slice(0, most) : []
}

function shape(value: unknown): readonly number[] | undefined {
  if (!Array.isArray(value) || value.length > 8) return undefined
  const sizes = value.filter((size) => Number.isSafeInteger(size) && size > 0) as number[]
  return sizes.length === value.length ? sizes : undefined
}
