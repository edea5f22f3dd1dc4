/** What a person has to know to use a sample model; `card.json` in the model's folder. */
export type Card = {
  name: string
  title: string
  task: 'image-classification' | 'tabular-classification'
  licence: string
  description: string
  labels: readonly string[]
  input: ImageInput | TableInput
  output: {
    name: string
    dtype: 'f32'
    shape: readonly number[]
    meaning: string
    /** What a client computes from the numbers before it shows them. */
    display: 'softmax'
  }
  training: Training
  limits: readonly string[]
  /** Written by `measure.ts`. */
  file: { name: string; sha256: string; bytes: number; parameters: number; multiplyAdds: number }
  /** Written by `measure.ts`. */
  measured: readonly Measurement[]
  /** Written by `compile.ts`. */
  program?: CompiledProgram
}

/** The exact program that the model was compiled into. It takes the bytes that the card's input describes. */
export type CompiledProgram = {
  file: {
    name: string
    modelId: string
    sha256: string
    bytes: number
    steps: number
    multiplyAdds: number
  }
  /** The float model that it was compiled from. */
  source: { name: string; sha256: string; bytes: number }
  /** A number q of an output stands for (q - zero) * scale. */
  outputs: readonly {
    name: string
    dtype: 'u8' | 'i32'
    shape: readonly number[]
    scale: number
    zero: number
  }[]
  /** Absent where nothing is calibrated: trees are taken over exactly. */
  calibration?: { split: string; samples: number; range: string }
  /** On drawings that neither training nor calibration saw. */
  measured: {
    samples: number
    split: string
    accuracy: number
    floatAccuracy: number
    /** How often program and float model answer alike. */
    agreement: number
    /** Root mean square error of the outputs, as a share of their deviation. */
    relativeError: number
  }
}

/** A number x reaches the float model as `(byte - zero) * scale`. */
export type Encoding = { scale: number; zero: number }

export type ImageInput = {
  name: string
  /** The float model's input. */
  shape: readonly [batch: 1, channels: number, height: number, width: number]
  /** What people hold: one byte a number, channels last. */
  bytes: { dtype: 'u8'; layout: 'HWC'; shape: readonly [number, number, number] }
  encoding: Encoding
  meaning: string
  preparation: string
  /** The same for programs: a part of the model's proportions, or the ink, whose longer side then takes so many pixels. */
  fit: { crop: 'square' } | { crop: 'ink'; longest: number }
}

export type TableInput = {
  name: string
  /** The numbers that the float model takes: what the bytes stand for, unless it takes their whole numbers as they are. */
  dtype?: 'i32'
  shape: readonly [batch: 1, features: number]
  /** One byte per feature, or a little-endian i32. */
  bytes: { dtype: 'u8' | 'i32'; layout: 'F'; shape: readonly [number] }
  features: readonly Feature[]
  meaning: string
  preparation: string
}

/** One column of a table; byte = clamp(round(x / scale) + zero, 0, 255), or a whole number that is not clamped. */
export type Feature = Encoding & { name: string; unit?: string; meaning: string }

export type Training = {
  data: string
  split: string
  samples: number
  seeds: readonly [first: number, last: number]
  epochs: number
  library: string
  method: string
}

export type Measurement = {
  metric: 'top-1 accuracy'
  value: number
  samples: number
  /** Which drawings, and their seeds. */
  data: string
  seeds: readonly [first: number, last: number]
}
