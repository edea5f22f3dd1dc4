/** How many weeks of split 'train' the network saw, seeds 0 upwards. */
export const TRAINING_COUNT = 40_000
export const EPOCHS = 12
export const BATCH = 32
export const HIDDEN = 64
export const RATE = 0.002
/** The network is trained on (demand - MIDDLE) / SPREAD, both in MW. */
export const MIDDLE = 500
export const SPREAD = 120
