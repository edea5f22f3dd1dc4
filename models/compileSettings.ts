import type { CompileParameters } from '@assay/program/compile/node'
import type { Card } from './card.ts'
import { toFloatInput } from './encoding.ts'
import type { Sample, SampleModel } from './sample.ts'

type Settings = Pick<CompileParameters, 'calibration' | 'encodings' | 'task' | 'mostError'>

/** A forecast's error may take this share of its deviation: bytes would take several times as much. */
const MOST_SERIES_ERROR = 0.002

/** How the compiler is asked to compile a sample model. */
export function compileSettings(model: SampleModel, { samples }: { samples: number }): Settings {
  const { input, task } = model.card
  // Where the float model takes whole numbers, the program takes the same ones, and compares them as it does.
  if ('dtype' in input) return { calibration: [] }
  const calibration = Array.from({ length: samples }, (_, seed) =>
    floatInput(input, model.draw({ seed, split: 'calibration' })),
  )
  if ('step' in input) return { calibration, task: 'regression', mostError: MOST_SERIES_ERROR }
  const encodings = { [input.name]: 'features' in input ? input.features : input.encoding }
  return {
    calibration,
    encodings,
    ...(task === 'image-to-image' ? { task: 'image' as const } : {}),
    ...(task.endsWith('-classification') ? { task: 'classification' as const } : {}),
  }
}

/** What the float model is given for a sample. */
export function floatInput(input: Card['input'], { bytes, numbers }: Sample): Float32Array {
  return numbers ?? toFloatInput(input, bytes)
}
