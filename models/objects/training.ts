/** How many drawings of split 'train' the network saw, seeds 0 upwards. */
export const TRAINING_COUNT = 96_000
