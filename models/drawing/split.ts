/** What a sample is for. A seed gives another sample in each split. */
export type Split = 'train' | 'calibration' | 'held-out'

/**
 * The stream of random numbers of each model and split. No number stands twice, so that no seed of
 * one split repeats a sample of another.
 */
export const streams = {
  digits: { train: 0, calibration: 1, 'held-out': 2, stress: 3 },
  objects: { train: 16, calibration: 17, 'held-out': 18 },
  pump: { train: 32, calibration: 33, 'held-out': 34 },
  upscale: { train: 64, calibration: 65, 'held-out': 66 },
  demand: { train: 80, calibration: 81, 'held-out': 82 },
  payments: { train: 48, calibration: 49, 'held-out': 50 },
} as const
