/** How many scenes of split 'train' the network saw, seeds 0 upwards, each once. */
export const TRAINING_COUNT = 6_000
/** Scenes per step. */
export const BATCH = 4
export const CHANNELS = 16
export const RATE = 0.003
