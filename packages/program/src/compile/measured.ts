/** What a model is for, as far as it tells how its answers are compared. */
export type Task = 'classification' | 'segmentation' | 'image' | 'regression'

export type TaskMeasure = {
  name: 'top-1 agreement' | 'mean IoU' | 'PSNR' | 'correlation'
  /** Decibels for PSNR, else a share. */
  value: number
}

export type OutputError = {
  name: string
  /** Root of the mean squared difference from the float original. */
  rootMeanSquare: number
  /** The same, as a share of the original's own deviation from its mean. */
  relative: number
  largest: number
  /** How far original and program rise and fall together, of all numbers: 1 where one follows the other on a line. */
  correlation: number
  /** `relative` for each channel of an image, each column of a table, where there are several: small ones do not hide in large ones. */
  columns?: readonly number[]
}

export type Measured = {
  inputs: number
  outputs: OutputError[]
  /** What counts for the model's task, of the first output. */
  task?: TaskMeasure
  /**
   * How often the answers are the same; where the model gives none, but a row of scores as its first output, how often the largest
   * stands in the same place.
   */
  agreement?: number
  /** Where labels were given. */
  accuracy?: { float: number; program: number }
}
