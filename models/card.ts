/** What a person has to know to use a sample model; `card.json` in the model's folder. */
export type Card = {
  name: string
  title: string
  task:
    | 'image-classification'
    | 'tabular-classification'
    | 'image-to-image'
    | 'time-series-forecasting'
  licence: string
  description: string
  /** The classes of a classifier. */
  labels?: readonly string[]
  input: ImageInput | TableInput | SeriesInput
  output: {
    name: string
    dtype: 'f32' | 'u8'
    shape: readonly number[]
    meaning: string
    unit?: string
    /** Scores, of which a client shows shares; a picture; or what comes after the input's series. */
    display: 'softmax' | 'picture' | 'series'
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
  /** Which share of the float model's arithmetic the program does. */
  verified?: number
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
    /** How often program and float model of a classifier answer alike. */
    agreement?: number
    /** Root mean square error of the outputs against the float model's, as a share of their deviation. */
    relativeError: number
    /** What counts for the task, of the program and, behind `float`, of the float model. */
    [figure: string]: number | string | undefined
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
export type Feature = Encoding & {
  name: string
  unit?: string
  meaning: string
  /** What is usual. */
  low?: number
  high?: number
}

/** Numbers at equal distances in time, the oldest first. */
export type SeriesInput = {
  name: string
  /** The float model's input. */
  shape: readonly [batch: 1, channels: 1, steps: number, one: 1]
  bytes: { dtype: 'i32'; layout: 'T'; shape: readonly [number] }
  encoding: Encoding
  unit: string
  /** The time from one number to the next. */
  step: 'hour'
  meaning: string
  preparation: string
}

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
  metric: string
  value: number
  unit?: string
  samples: number
  /** Which drawings, and their seeds. */
  data: string
  seeds: readonly [first: number, last: number]
}
