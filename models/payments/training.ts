/** How many payments of split 'train' the trees saw, seeds 0 upwards. */
export const TRAINING_COUNT = 40_000
/** One tree per class and round. */
export const ROUNDS = 40
export const DEPTH = 5
export const RATE = 0.25
